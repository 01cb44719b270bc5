"""The few things that only Linux can promise about processes."""

import ctypes
import os
import signal
from pathlib import Path

PR_SET_PDEATHSIG = 1
PR_SET_NAME = 15
PR_SET_CHILD_SUBREAPER = 36

M_MMAP_THRESHOLD = -3
M_ARENA_MAX = -8
BIG = 1024 * 1024

_libc = ctypes.CDLL(None, use_errno=True)
_call_prctl = _libc.prctl  # looked up here, not between fork and exec


def _prctl(option: int, value: int | bytes) -> None:
    if _call_prctl(option, value, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl")


def follow_parent(parent: int, sent: int = signal.SIGKILL) -> None:
    """Ask for a signal when `parent` dies, however it dies. The wish survives exec.

    Goes at once when the parent went before we could ask.
    """
    _prctl(PR_SET_PDEATHSIG, sent)
    if os.getppid() != parent:
        os.kill(os.getpid(), sent)


def spare_memory() -> None:
    """Let the C library give large blocks back at once and keep two heaps, not one a thread.

    Else one hashed password (19 MB) stays with the process for good. Forks inherit it; where the
    library is not glibc nothing changes.
    """
    if hasattr(_libc, "mallopt"):
        _libc.mallopt(M_MMAP_THRESHOLD, BIG)
        _libc.mallopt(M_ARENA_MAX, 2)


def name_process(name: str) -> None:
    """Set what `ps` and `top` show; the kernel keeps 15 characters."""
    _prctl(PR_SET_NAME, name.encode())


def adopt_orphans() -> None:
    """Become the parent of every descendant whose own parent dies."""
    _prctl(PR_SET_CHILD_SUBREAPER, 1)


def children_of(parent: int) -> set[int]:
    return {pid for pid, its_parent in _processes() if its_parent == parent}


def _processes() -> list[tuple[int, int]]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            after_name = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # gone between the listing and the reading
        found.append((int(stat.parent.name), int(after_name[1])))
    return found
