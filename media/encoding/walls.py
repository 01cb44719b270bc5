"""Walls round a program that opens what somebody brought: bubblewrap, where the machine allows it.

Inside there is no network, no other process, nothing of the school's data but the one file that
the program is to read, and nothing to write to but its working folder.
"""

import shutil
import subprocess
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

BARE = (
    *("--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc"),
    # LibreOffice talks to itself over a socket there
    *("--tmpfs", "/var/tmp"),  # noqa: S108  a private one
)
ALONE = ("--unshare-all", "--die-with-parent")
PATIENCE_SECONDS = 5


class Walls(NamedTuple):
    """What is hidden (the school's data) and what of it may be read all the same."""

    hidden: Path
    source: Path
    also: tuple[Path, ...] = ()


def walled(argv: Sequence[str], folder: Path, walls: Walls | None) -> list[str]:
    """Return the command with walls round it; as it is where there can be none."""
    program = builder() if walls else None
    if walls is None or program is None:
        return list(argv)
    wanted = (walls.source, Path(argv[0]), *walls.also)
    shown = [path for path in wanted if path.is_relative_to(walls.hidden)]
    read = [part for path in shown for part in ("--ro-bind", str(path), str(path))]
    write = ("--bind", str(folder), str(folder), "--chdir", str(folder))
    return [program, *BARE, "--tmpfs", str(walls.hidden), *read, *write, *ALONE, *argv]


@cache
def builder() -> str | None:
    """Return bubblewrap if this machine lets it work: not all allow user namespaces."""
    program = shutil.which("bwrap")
    if program is None:
        return None
    trial = subprocess.run(
        [program, *BARE, *ALONE, "/bin/true"],
        capture_output=True,
        check=False,
        timeout=PATIENCE_SECONDS,
    )
    return program if trial.returncode == 0 else None
