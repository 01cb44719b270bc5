"""The web server's main process: granian, whose workers are on a leash from their first moment."""

import multiprocessing
import os
import signal
from functools import partial

from granian.cli import entrypoint

from lms.bootstrap.kernel import follow_parent

TERM = {signal.SIGTERM}


def main() -> None:
    """Serve. A worker ends its requests and goes when this process dies or is told to stop.

    A new worker still has this process's handlers: a SIGTERM that came before granian sets the
    worker's own would be swallowed, so it is held back over the fork and then means the end.
    """
    os.register_at_fork(
        before=partial(signal.pthread_sigmask, signal.SIG_BLOCK, TERM),
        after_in_parent=partial(signal.pthread_sigmask, signal.SIG_UNBLOCK, TERM),
        after_in_child=partial(_leash, os.getpid()),
    )
    multiprocessing.set_start_method("fork")
    entrypoint()  # type: ignore[no-untyped-call]


def _leash(server: int) -> None:
    follow_parent(server, signal.SIGTERM)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, TERM)


if __name__ == "__main__":
    main()
