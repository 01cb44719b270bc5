"""The web server: granian's main process, whose workers are on a leash from their first moment."""

import multiprocessing
import os
import signal
from functools import partial

from granian.cli import cli

from lms.bootstrap.kernel import follow_parent, name_process

TERM = {signal.SIGTERM}
# Measured: see docs/decisions/0009-granian-behind-a-supervisor.md
OPTIONS = (
    *("--interface", "wsgi", "--http", "1", "--no-ws"),
    *("--workers", "2", "--blocking-threads", "256"),
    *("--backlog", "2048", "--backpressure", "2048"),
    *("--http1-header-read-timeout", "35000", "--http1-buffer-size", "65536"),
    *("--respawn-failed-workers", "--respawn-interval", "0.5", "--workers-kill-timeout", "20"),
    *("--log-level", "error"),  # it warns of 256 threads, which are meant
)


def serve(host: str, port: int, target: str = "wsgi:app") -> int:
    """Serve until told to stop.

    A new worker still has this process's handlers: a SIGTERM that came before granian sets the
    worker's own would be swallowed, so it is held back over the fork and then means the end.
    """
    os.register_at_fork(
        before=partial(signal.pthread_sigmask, signal.SIG_BLOCK, TERM),
        after_in_parent=partial(signal.pthread_sigmask, signal.SIG_UNBLOCK, TERM),
        after_in_child=partial(_leash, os.getpid()),
    )
    multiprocessing.set_start_method("fork")  # what is loaded is shared with the workers
    words = [*OPTIONS, "--host", host, "--port", str(port), target]
    status = cli.main(words, prog_name="granian", standalone_mode=False)
    return status if isinstance(status, int) else 0


def _leash(server: int) -> None:
    follow_parent(server, signal.SIGTERM)
    name_process("lms-web-worker")
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, TERM)
