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
# From large to small: what is left of a gap is taken by a later size.
GAPS = (131_072, *range(65_536, 4096, -4096), *range(4096, 512, -256), *range(512, 8, -16))

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


class _Heap(ctypes.Structure):
    """What `mallinfo2` tells of the C library's heap, in bytes."""

    _fields_ = tuple(
        (name, ctypes.c_size_t)
        for name in (
            *("arena", "ordblks", "smblks", "hblks", "hblkhd"),
            *("usmblks", "fsmblks", "uordblks", "fordblks", "keepcost"),
        )
    )


def fill_gaps() -> None:
    """Take up, for good, what lies free between the blocks of the heap.

    A fork that put its first objects there would copy a page for each: 3 MB in every process to
    save 1 MB once. Where the library is not glibc nothing changes.
    """
    if not hasattr(_libc, "mallinfo2"):
        return
    _libc.mallinfo2.restype = _Heap
    _libc.malloc.restype = ctypes.c_void_p
    _libc.free.argtypes = [ctypes.c_void_p]
    for size in GAPS:
        _fill(ctypes.c_size_t(size))


def _fill(size: ctypes.c_size_t) -> None:
    """Take blocks of one size until the library breaks one off the end of the heap."""
    while True:
        before = _libc.mallinfo2()
        block = _libc.malloc(size)
        after = _libc.mallinfo2()
        if (after.arena, after.keepcost) != (before.arena, before.keepcost):
            _libc.free(block)
            return


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
