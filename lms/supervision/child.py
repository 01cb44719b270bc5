"""A process that the supervisor keeps: started on a leash, started again when it ends."""

import os
import signal
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from lms.bootstrap.kernel import follow_parent
from lms.bootstrap.places import ROOT

STEADY_SECONDS = 10.0  # who lived that long has not failed to start
PAUSES = (0.0, 0.0, 0.5, 1.0, 2.0)  # before the next try; the last one again and again


@dataclass
class Child:
    argv: Sequence[str | Path]
    handles: tuple[int, ...] = ()
    is_ours: bool = True  # kept alive, and gone when we go; others end in their own time
    due_at: float | None = 0.0
    failures: int = 0  # ends in a row soon after the start
    status: int = 0  # of its last end: above 0 it gave up itself, below 0 a signal ended it
    started_at: float = 0.0
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def pid(self) -> int | None:
        return self.process.pid if self.process else None

    def is_due(self) -> bool:
        return self.due_at is not None and self.due_at <= time.monotonic()

    def start(self) -> None:
        """Start it in a group of its own: the terminal's Ctrl-C is for the supervisor alone."""
        self.process = subprocess.Popen(
            self.argv,
            cwd=ROOT,
            pass_fds=self.handles,
            stdin=subprocess.DEVNULL,
            process_group=0,
            preexec_fn=partial(_come_to_life, os.getpid() if self.is_ours else None),  # noqa: PLW1509 - the supervisor has one thread
        )
        self.started_at, self.due_at = time.monotonic(), None

    def bury(self, status: int) -> None:
        """Note its end, and when it is to start again."""
        assert self.process
        self.status = os.waitstatus_to_exitcode(status)
        self.process.returncode = self.status  # the supervisor has reaped it
        self.process = None
        now = time.monotonic()
        lived_long = now - self.started_at > STEADY_SECONDS
        self.failures = 0 if lived_long else self.failures + 1
        pause = PAUSES[min(self.failures, len(PAUSES) - 1)]
        self.due_at = now + pause if self.is_ours else None


def _come_to_life(parent: int | None) -> None:
    signal.pthread_sigmask(signal.SIG_SETMASK, ())  # the supervisor's own mask is inherited
    if parent:
        follow_parent(parent, signal.SIGTERM)
