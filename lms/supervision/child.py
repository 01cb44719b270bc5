"""A process that the supervisor keeps: forked on a leash, forked again when it ends."""

import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import NoReturn

from lms.bootstrap.kernel import follow_parent, name_process

STEADY_SECONDS = 10.0  # who lived that long has not failed to start
PAUSES = (0.0, 0.0, 0.5, 1.0, 2.0)  # before the next try; the last one again and again
Work = Callable[[], int | None]


@dataclass
class Child:
    """What it does, and how it fares. `is_ours`: kept alive, and gone when we go."""

    name: str
    work: Work
    is_ours: bool = True
    pid: int | None = None
    due_at: float | None = 0.0
    started_at: float = 0.0
    failures: int = 0  # ends in a row soon after the start
    status: int = 0  # of its last end: above 0 it gave up itself, below 0 a signal ended it

    def is_due(self) -> bool:
        return self.due_at is not None and self.due_at <= time.monotonic()

    def start(self) -> None:
        self.pid = fork(self.work, self.name, is_leashed=self.is_ours)
        self.started_at, self.due_at = time.monotonic(), None

    def bury(self, status: int) -> None:
        """Note its end, and when it is to start again."""
        self.pid, self.status = None, os.waitstatus_to_exitcode(status)
        now = time.monotonic()
        lived_long = now - self.started_at > STEADY_SECONDS
        self.failures = 0 if lived_long else self.failures + 1
        pause = PAUSES[min(self.failures, len(PAUSES) - 1)]
        self.due_at = now + pause if self.is_ours else None


def do_in_fork(work: Work, name: str) -> int:
    """Do the work in a process of its own, which takes memory and connections along."""
    _pid, status = os.waitpid(fork(work, name), 0)
    return os.waitstatus_to_exitcode(status)


def fork(work: Work, name: str, *, is_leashed: bool = True) -> int:
    """Start the work beside us, in a group of its own: Ctrl-C is for the supervisor alone."""
    parent = os.getpid()
    sys.stdout.flush()
    pid = os.fork()
    if pid == 0:
        _live(work, name, parent if is_leashed else None)
    return pid


def _live(work: Work, name: str, parent: int | None) -> NoReturn:
    status = 1
    try:
        os.setpgid(0, 0)
        signal.pthread_sigmask(signal.SIG_SETMASK, ())  # the supervisor's own mask is inherited
        name_process(name)
        if parent:
            follow_parent(parent, signal.SIGTERM)
        status = work() or 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 1
    except BaseException:  # noqa: BLE001 - nothing may climb into the supervisor's own frames
        traceback.print_exc()
    finally:
        with suppress(OSError):
            sys.stdout.flush()
        os._exit(status)
