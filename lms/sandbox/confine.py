"""Run one program in narrow bounds: `python -I -S confine.py '{"cpu": 60, ...}' program args...`.

Standard library only, for it starts with every conversion. It dies with its parent, steps back
behind everything else on the machine, accepts its limits and becomes the program.
"""

import ctypes
import json
import os
import resource
import signal
import sys
from pathlib import Path

PR_SET_PDEATHSIG = 1
SYS_IOPRIO_SET = {"x86_64": 251, "aarch64": 30}
IDLE_CLASS = 3 << 13
LIMITS = {
    "cpu": resource.RLIMIT_CPU,
    "memory": resource.RLIMIT_AS,
    "file": resource.RLIMIT_FSIZE,
    "files": resource.RLIMIT_NOFILE,
    "core": resource.RLIMIT_CORE,
}
LOWEST = 19


def _die_with(parent: int) -> None:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it died before we asked
        sys.exit(1)


def _step_back() -> None:
    os.nice(LOWEST)
    call = SYS_IOPRIO_SET.get(os.uname().machine)
    if call:
        ctypes.CDLL(None).syscall(call, 1, 0, IDLE_CLASS)


def _accept(bounds: dict[str, int], user: int) -> None:
    processes = bounds.pop("processes", 0)
    if processes:
        bound = _running(user) + processes
        resource.setrlimit(resource.RLIMIT_NPROC, (bound, bound))
    for name, bound in bounds.items():
        resource.setrlimit(LIMITS[name], (bound, bound))


def _running(user: int) -> int:
    """Count the tasks of the program's user: the kernel's limit is on all of them together."""
    return sum(_tasks(process, user) for process in Path("/proc").glob("[0-9]*"))


def _tasks(process: Path, user: int) -> int:
    try:
        is_theirs = process.stat().st_uid == user
        return len(list((process / "task").iterdir())) if is_theirs else 0
    except OSError:  # it has ended
        return 0


if __name__ == "__main__":
    order = json.loads(sys.argv[1])
    _die_with(order["parent"])
    _step_back()
    _accept(order["bounds"], order["user"])
    os.execv(sys.argv[2], sys.argv[2:])  # noqa: S606  the program that we were asked to become
