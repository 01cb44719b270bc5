"""Chinese glyphs for what is set on paper and on slides.

The machine's own font where there is one; else Noto Sans SC from its web slices, turned into
fonts that a typesetter reads.
"""

import shutil
from pathlib import Path

from lms.bootstrap.extras import fetch_cjk_slices
from lms.bootstrap.features import cjk_fonts

TOOLS = "tools"
READY = "glyphs"
FAMILIES = ("Noto Serif CJK SC", "Noto Sans CJK SC", "Noto Sans SC")


def font_folder(data_dir: Path) -> Path | None:
    """Return a folder with Chinese fonts; None as long as nothing has been fetched."""
    fetched = data_dir.absolute() / TOOLS / READY
    return cjk_fonts() or (fetched if fetched.exists() else None)


def fetch_fonts(data_dir: Path) -> Path:
    """Fetch and convert the slices; a kill in between leaves no half folder."""
    tools = data_dir.absolute() / TOOLS
    target, draft = tools / READY, tools / f"{READY}.draft"
    slices = fetch_cjk_slices(tools / "slices")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    for slice_ in slices:
        _convert(slice_, draft / f"{slice_.stem}.ttf")
    draft.rename(target)
    return target


def _convert(source: Path, target: Path) -> None:
    from fontTools.ttLib import TTFont  # noqa: PLC0415  heavy, and needed once in a school's life

    with TTFont(source) as font:
        font.flavor = None
        font.save(target)
