"""The web server's main process: the app once, then granian's workers as forks of it.

Forks share the app's memory and start at once. They are on a leash from their first moment.
"""

import gc
import multiprocessing
import os
import signal
import sys
from functools import partial
from importlib import import_module

from granian.cli import entrypoint

from lms import commands
from lms.bootstrap.kernel import follow_parent

TERM = {signal.SIGTERM}


def main(argv: list[str]) -> int:
    """Open the school with the words before `--`, serve with those after it.

    A new worker still has this process's handlers: a SIGTERM that came before granian sets the
    worker's own would be swallowed, so it is held back over the fork and then means the end.
    """
    at = argv.index("--")
    target = argv[-1]
    if at and (status := commands.main(argv[:at])):
        return status
    _load(target)
    os.register_at_fork(
        before=partial(signal.pthread_sigmask, signal.SIG_BLOCK, TERM),
        after_in_parent=partial(signal.pthread_sigmask, signal.SIG_UNBLOCK, TERM),
        after_in_child=partial(_leash, os.getpid()),
    )
    multiprocessing.set_start_method("fork")
    sys.argv[1:] = argv[at + 1 :]
    entrypoint()  # type: ignore[no-untyped-call]
    return 0


def _load(target: str) -> None:
    """Import the app here, so that the forks share it; no connection is carried over a fork."""
    module, _, name = target.partition(":")
    app = getattr(import_module(module), name)
    if database := getattr(app, "db", None):
        database.engine.dispose()
    gc.collect()
    gc.freeze()  # a collection in a fork would copy what it touches


def _leash(server: int) -> None:
    follow_parent(server, signal.SIGTERM)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, TERM)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
