"""Other programs, and what strangers' files make of ours: bounded, walled in, never left behind."""

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
from lms.sandbox.walls import Walls, builder

__all__ = [
    "MIB",
    "Bounds",
    "Broke",
    "Order",
    "TooSlow",
    "Walls",
    "builder",
    "capture",
    "nothing",
    "run",
]
