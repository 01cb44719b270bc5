"""The loop: bury the dead, see off what they left behind, start what is due, wait."""

import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress

from lms.bootstrap.kernel import adopt_orphans, children_of
from lms.supervision.child import Child

WATCHED = (signal.SIGCHLD, signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
TICK = 0.2
ORPHAN_GRACE = 0.7  # with the time a server takes to load this stays under three seconds
STOP_GRACE = 25.0  # the web server gives its own workers 20


class Supervisor:
    """Keeps its children alive until it is told to stop.

    Whatever a dead child leaves behind becomes ours and goes before the child starts again: at
    no moment do two of the same stand side by side.
    """

    def __init__(self, children: list[Child], watch: Callable[[], bool]) -> None:
        self.children = children
        self.watch = watch  # called at each turn; False ends the run
        self.mourning_until: float | None = None
        self.told: set[int] = set()

    def run(self) -> None:
        signal.pthread_sigmask(signal.SIG_BLOCK, WATCHED)
        adopt_orphans()
        try:
            while self.watch():
                self._turn()
                if _next_signal() not in {None, signal.SIGCHLD}:
                    break
        finally:
            self.stop()

    def _turn(self) -> None:
        self._reap()
        self._see_off_orphans()
        if self.mourning_until is None:
            for child in self.children:
                if child.is_due():
                    child.start()

    def _reap(self) -> None:
        by_pid = {child.pid: child for child in self.children}
        with suppress(ChildProcessError):  # no children at all
            while (ended := os.waitpid(-1, os.WNOHANG))[0]:
                pid, status = ended
                if pid in by_pid:
                    by_pid[pid].bury(status)
                    self.mourning_until = time.monotonic() + ORPHAN_GRACE

    def _see_off_orphans(self) -> None:
        """Ask what a dead child left behind to go; insist when the grace is over."""
        if self.mourning_until is None:
            return
        orphans = self._orphans()
        if time.monotonic() > self.mourning_until:
            _send(orphans, signal.SIGKILL)
        else:
            _send(orphans - self.told, signal.SIGTERM)
        self.told = orphans
        if not orphans:
            self.mourning_until = None

    def _orphans(self) -> set[int]:
        return children_of(os.getpid()) - _pids(self.children)

    def stop(self) -> None:
        """Let running requests and jobs end in order; a second signal ends them at once."""
        give_up = time.monotonic() + STOP_GRACE
        ours = [child for child in self.children if child.is_ours]
        _send(_pids(ours), signal.SIGTERM)
        while _pids(ours):
            told_again = _next_signal() in {signal.SIGTERM, signal.SIGINT}
            if told_again or time.monotonic() > give_up:
                _send(_pids(ours), signal.SIGKILL)
            self._reap()
        while orphans := self._orphans():
            _send(orphans, signal.SIGKILL)
            _next_signal()
            self._reap()


def _pids(children: list[Child]) -> set[int]:
    return {child.pid for child in children if child.pid}


def _next_signal() -> int | None:
    """Wait a moment for a signal that we block."""
    caught = signal.sigtimedwait(WATCHED, TICK)
    return caught.si_signo if caught else None


def _send(pids: set[int], number: int) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, number)
