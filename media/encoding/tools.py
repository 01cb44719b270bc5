"""Where ffmpeg and ffprobe are on this machine."""

import os
import shutil
from pathlib import Path
from typing import NamedTuple

from lms.errors import Unavailable

FETCHED = "tools"  # folder of the data directory for what the first start had to fetch
AGAIN_SECONDS = 30


class Tools(NamedTuple):
    ffmpeg: str
    ffprobe: str


def located(data_dir: Path) -> Tools:
    """Return the two programs: from PATH, else those fetched into the data directory.

    Raises Unavailable while they are still on their way.
    """
    found = Tools(*(_find(name, data_dir) or "" for name in Tools._fields))
    if not all(found):
        raise Unavailable("转码工具正在准备，请稍后再试。", retry_after=AGAIN_SECONDS)
    return found


def have_tools(data_dir: Path) -> bool:
    return all(_find(name, data_dir) for name in Tools._fields)


def _find(name: str, data_dir: Path) -> str | None:
    fetched = data_dir.absolute() / FETCHED
    return shutil.which(name) or shutil.which(name, path=os.fspath(fetched))
