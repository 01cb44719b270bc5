"""Where ffmpeg and ffprobe are on this machine."""

import os
import shutil
from pathlib import Path
from typing import NamedTuple

FETCHED = "tools"  # folder of the data directory for what the first start had to fetch


class ToolsMissing(Exception):
    """ffmpeg or ffprobe is still on its way: try again."""


class Tools(NamedTuple):
    """The two programs, and the data directory of the school that they work for."""

    ffmpeg: str
    ffprobe: str
    home: Path

    def empty_folder(self) -> Path:
        """Return a folder for runs that write nothing."""
        folder = self.home / FETCHED / "empty"
        folder.mkdir(parents=True, exist_ok=True)
        return folder


def located(data_dir: Path) -> Tools:
    """Return the two programs: from PATH, else those fetched into the data directory.

    Raises ToolsMissing while they are still on their way.
    """
    ffmpeg, ffprobe = (_find(name, data_dir) for name in ("ffmpeg", "ffprobe"))
    if ffmpeg is None or ffprobe is None:
        raise ToolsMissing
    return Tools(ffmpeg, ffprobe, data_dir.absolute())


def are_there(data_dir: Path) -> bool:
    return all(_find(name, data_dir) for name in ("ffmpeg", "ffprobe"))


def _find(name: str, data_dir: Path) -> str | None:
    fetched = data_dir.absolute() / FETCHED
    return shutil.which(name) or shutil.which(name, path=os.fspath(fetched))
