"""Slides set by typst, one picture each."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

from lms.sandbox import Bounds, Order, nothing, run
from media.demo.script import Script

FAMILIES = ("Noto Serif CJK SC", "Noto Sans CJK SC", "Noto Sans SC")  # the first there is
SOURCE = Path(__file__).with_name("slides.typ")
TYPESETTER = Path(__file__).with_name("typeset.py")
DOTS_PER_INCH = 144.0  # 960 x 540 points become 1920 x 1080 pixels
MOST_SECONDS = 300


def draw(
    script: Script, fonts: Path, folder: Path, beat: Callable[[], None] = nothing
) -> list[Path]:
    """Draw the cover and every slide into the folder."""
    order = folder / "slides.json"
    order.write_text(json.dumps(_order(script, fonts, folder)), "utf-8")
    argv = [sys.executable, "-I", str(TYPESETTER), str(order)]
    run(Order(argv, folder, MOST_SECONDS, Bounds(cpu=MOST_SECONDS)), beat=beat)
    return sorted(folder.glob("slide-*.png"))


def _order(script: Script, fonts: Path, folder: Path) -> dict[str, object]:
    told = {**script.stored(), "families": FAMILIES}
    return {
        "source": str(SOURCE),
        "output": str(folder / "slide-{0p}.png"),
        "ppi": DOTS_PER_INCH,
        "fonts": [str(fonts)],
        "script": json.dumps(told, ensure_ascii=False),
    }
