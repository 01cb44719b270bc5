"""Waiting for the outside programs, or fetching them: they may come after the school."""

import fcntl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from lms.bootstrap import apt
from lms.bootstrap.extras import fetch_ffmpeg
from lms.sandbox import Bounds, Broke, Order, capture
from media.encoding.tools import FETCHED, Tools, ToolsMissing, located

LOOK_SECONDS = 1.0
PATIENCE_SECONDS = 20


def obtain_tools(data_dir: Path, beat: Callable[[], None]) -> Tools:
    """Return ffmpeg and ffprobe, ready to run.

    What the system's installer is about to bring is waited for; else they are fetched into the
    data directory, by one job at a time.
    """
    while (tools := _usable(data_dir)) is None:
        if apt.is_running():
            beat()
            time.sleep(LOOK_SECONDS)
        else:
            with _alone(data_dir):
                if _usable(data_dir) is None:
                    fetch_ffmpeg(data_dir.absolute() / FETCHED)
    return tools


def _usable(data_dir: Path) -> Tools | None:
    """Return the programs if they run: an installer unpacks a program before its libraries."""
    try:
        tools = located(data_dir)
        for program in (tools.ffmpeg, tools.ffprobe):
            capture(Order([program, "-version"], data_dir, PATIENCE_SECONDS, Bounds(cpu=10)))
    except (ToolsMissing, Broke):
        return None
    return tools


@contextmanager
def _alone(data_dir: Path) -> Iterator[None]:
    folder = data_dir.absolute() / FETCHED
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
