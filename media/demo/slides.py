"""Slides set by typst, one picture each."""

import json
from pathlib import Path

from media.demo.script import Script

FAMILIES = ("Noto Serif CJK SC", "Noto Sans CJK SC", "Noto Sans SC")  # the first there is
SOURCE = Path(__file__).with_name("slides.typ")
DOTS_PER_INCH = 144.0  # 960 x 540 points become 1920 x 1080 pixels


def draw(script: Script, fonts: Path, folder: Path) -> list[Path]:
    """Draw the cover and every slide into the folder."""
    import typst  # noqa: PLC0415  30 MB of native code that only this job needs

    told = json.dumps({**script.stored(), "families": FAMILIES}, ensure_ascii=False)
    typst.compile(
        str(SOURCE),
        output=str(folder / "slide-{0p}.png"),
        format="png",
        ppi=DOTS_PER_INCH,
        font_paths=[str(fonts)],
        sys_inputs={"script": told},
    )
    return sorted(folder.glob("slide-*.png"))
