"""Where Chinese glyphs come from: the machine's own font, else slices fetched from a package."""

import os
from pathlib import Path

from lms.bootstrap import extras, features

FETCHED = "fonts"  # folder of the data directory


def cjk_fonts(data_dir: Path) -> Path | None:
    """Return a folder with a CJK font for typst and ffmpeg, or None while there is none."""
    fetched = data_dir / FETCHED
    return features.cjk_fonts() or (fetched if fetched.exists() else None)


def fetch_cjk_fonts(data_dir: Path) -> Path:
    """Fetch Noto Sans SC where the machine has no CJK font. Takes 10 s; twice does nothing."""
    found = cjk_fonts(data_dir)
    if found:
        return found
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - slow, and needed once by a job

    unpacked = data_dir / f"{FETCHED}.{os.getpid()}"
    unpacked.mkdir(parents=True, exist_ok=True)
    for slice_ in extras.fetch_cjk_slices(data_dir / "font-slices"):
        font = TTFont(slice_)
        font.flavor = None  # plain TrueType
        font.save(unpacked / f"{slice_.stem}.ttf")
    return unpacked.rename(data_dir / FETCHED)
