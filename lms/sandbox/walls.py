"""Walls round a program that opens what somebody brought: bubblewrap, where the machine allows it.

Inside there is no network, no other process, nothing of the school's data but the one file that
the program is to read, nothing of anybody's home, and nothing to write to but its working folder.
A school that runs as root sends the program in as nobody, whom the kernel's limits bind.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import NamedTuple

NOBODY = 65534
AS_NOBODY = ("--reuid", str(NOBODY), "--regid", str(NOBODY), "--clear-groups")
READ_BY_GROUP, READ_BY_ALL, REACHED_BY_ALL = 0o040, 0o004, 0o001
OF_BOTH = 0o770  # bubblewrap steps into the folder as a root without powers

BARE = ("--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc", "--die-with-parent")
# What of the machine is nobody's business.
PRIVATE = ("/root", "/home", "/srv", "/mnt", "/media", "/run", "/tmp", "/var/tmp")  # noqa: S108
SCRATCH = "1777"  # as of /tmp: LibreOffice talks to itself over a socket there
ALONE = ("--unshare-all",)
# Root needs no user namespace, and keeps no power but the one to become nobody.
ALONE_AS_ROOT = (
    *("--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try"),
    *("--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"),
)
PATIENCE_SECONDS = 5

ROOT = Path(__file__).parent.parent.parent
PYTHON = (Path(sys.prefix), Path(sys.base_prefix))
OURS = (*PYTHON, *(file.parent for file in ROOT.glob("*/__init__.py")))


class Walls(NamedTuple):
    """What is hidden (the school's data) and what of it may be read all the same."""

    hidden: Path
    source: Path
    also: tuple[Path, ...] = ()


def walled(argv: Sequence[str], folder: Path, walls: Walls | None) -> list[str]:
    """Return the command with walls round it; as it is where there can be none."""
    if walls is None:
        return list(argv)
    wanted = [path for path in (walls.source, Path(argv[0]), *walls.also) if not _is_ours(path)]
    program = builder()
    if program is None:
        return [*_stepping_down([folder, *wanted]), *argv]
    private = _private()
    emptied = [*private, walls.hidden]
    return [
        *(program, *BARE, *_emptied(private), *_shown(OURS, private)),
        *(*_made(walls.hidden, private), *_emptied([walls.hidden])),
        *(*_shown(wanted, emptied), *_made(folder, emptied)),
        *("--bind", str(folder), str(folder), "--chdir", str(folder), *_alone(), *argv),
    ]


def _is_ours(path: Path) -> bool:
    return any(path.is_relative_to(folder) for folder in OURS)


def user() -> int:
    """Return who a walled program is: nobody when we are root."""
    return os.getuid() or NOBODY


@contextmanager
def lent(folder: Path, walls: Walls | None) -> Iterator[None]:
    """Let a program that runs as nobody work in the folder and read what it is to read.

    Whatever it made is ours afterwards; a link that it left could point anywhere, so it goes.
    """
    if walls is None:
        yield
        return
    is_lent = os.getuid() != user()
    if is_lent:
        _let_read((walls.source, *walls.also))
        _hand_over(folder, NOBODY)
    try:
        yield
    finally:
        _drop_links(folder)
        if is_lent:
            _hand_over(folder, os.getuid())


def builder() -> str | None:
    """Return bubblewrap if it is there, which may be later than we are, and works."""
    program = shutil.which("bwrap")
    return program if program and _works(program) else None


def is_forbidden() -> bool:
    """Say whether bubblewrap is there and may not work: not all machines allow namespaces."""
    return shutil.which("bwrap") is not None and builder() is None


@cache
def _works(program: str) -> bool:
    trial = subprocess.run(
        [program, *BARE, *_emptied(_private()), *_alone(), "/bin/true"],
        capture_output=True,
        check=False,
        timeout=PATIENCE_SECONDS,
    )
    return trial.returncode == 0


def _alone() -> list[str]:
    return list(ALONE) if os.getuid() else [*ALONE_AS_ROOT, *_down()]


def _down() -> list[str]:
    """Return what turns root into nobody: a part of every Debian."""
    return [shutil.which("setpriv") or "setpriv", *AS_NOBODY]


def _stepping_down(needed: Iterable[Path]) -> list[str]:
    """Become nobody where no walls can be, if nobody can reach all that is needed."""
    can_reach = all(map(_is_reached_by_all, needed)) and all(map(_is_reached_by_all, OURS))
    return _down() if os.getuid() == 0 and can_reach else []


def _is_reached_by_all(path: Path) -> bool:
    return _closed_above(path) is None


def _closed_above(path: Path) -> Path | None:
    """Return the uppermost folder above a path that is closed to nobody."""
    above = reversed(path.absolute().parents)
    return next((one for one in above if not one.stat().st_mode & REACHED_BY_ALL), None)


@cache
def _private() -> list[Path]:
    """Return the folders that are emptied, those among them that would keep nobody from us."""
    usual = [Path(name) for name in PRIVATE]
    there = [path for path in usual if path.is_dir() and not path.is_symlink()]
    closed = [path for path in map(_closed_above, OURS) if path and os.getuid() == 0]
    return list(dict.fromkeys([*there, *closed]))


def _emptied(folders: Iterable[Path]) -> list[str]:
    return [part for name in folders for part in ("--perms", SCRATCH, "--tmpfs", str(name))]


def _shown(paths: Iterable[Path], emptied: Iterable[Path]) -> Iterator[str]:
    """Yield what brings those of the paths back that stand in an emptied folder."""
    for path in paths:
        if any(path.is_relative_to(folder) for folder in emptied):
            yield from (*_made(path, emptied), "--ro-bind", str(path), str(path))


def _made(path: Path, emptied: Iterable[Path]) -> Iterator[str]:
    """Yield what makes the folders above a path in an emptied one, open to nobody as well."""
    for folder in reversed(path.parents):
        if any(folder.is_relative_to(above) and folder != above for above in emptied):
            yield from ("--perms", "0755", "--dir", str(folder))


def _let_read(paths: Iterable[Path]) -> None:
    for path in paths:
        mode = path.stat().st_mode
        if not mode & READ_BY_ALL:
            os.chown(path, -1, NOBODY)
            path.chmod(mode | READ_BY_GROUP)


def _hand_over(folder: Path, owner: int) -> None:
    folder.chmod(OF_BOTH)
    for path in (folder, *folder.rglob("*")):
        os.chown(path, owner, os.getgid(), follow_symlinks=False)


def _drop_links(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_symlink():
            path.unlink()
