"""Where ffmpeg and ffprobe are on this machine."""

import os
import shutil
from pathlib import Path
from typing import NamedTuple

FETCHED = "tools"  # folder of the data directory for what the first start had to fetch


class ToolsMissing(Exception):
    """ffmpeg or ffprobe is still on its way: try again."""


class Tools(NamedTuple):
    ffmpeg: str
    ffprobe: str


def located(data_dir: Path) -> Tools:
    """Return the two programs: from PATH, else those fetched into the data directory.

    Raises ToolsMissing while they are still on their way.
    """
    found = Tools(*(_find(name, data_dir) or "" for name in Tools._fields))
    if not all(found):
        raise ToolsMissing
    return found


def have_tools(data_dir: Path) -> bool:
    return all(_find(name, data_dir) for name in Tools._fields)


def _find(name: str, data_dir: Path) -> str | None:
    fetched = data_dir.absolute() / FETCHED
    return shutil.which(name) or shutil.which(name, path=os.fspath(fetched))
