"""Other programs, and what strangers' files make of ours: bounded, walled in, never left behind."""

from lms.sandbox.desks import clear_work, work_folder
from lms.sandbox.runs import (
    MIB,
    Bounds,
    Broke,
    Order,
    TooSlow,
    capture,
    nothing,
    run,
)
from lms.sandbox.walls import ROOT, Walls, builder, is_forbidden

APART = ROOT / "lms" / "sandbox" / "apart.py"

__all__ = [
    "APART",
    "MIB",
    "Bounds",
    "Broke",
    "Order",
    "TooSlow",
    "Walls",
    "builder",
    "capture",
    "clear_work",
    "is_forbidden",
    "nothing",
    "run",
    "work_folder",
]
