"""A server that a test run starts for itself and that cannot outlive it."""

import os
import pwd
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from lms.bootstrap.kernel import follow_parent

LONGEST_START = 30.0


@contextmanager
def folder_of(user: str | None) -> Iterator[Path]:
    """A short-named folder that `user` may enter: pytest's own is closed to others."""
    with tempfile.TemporaryDirectory(prefix="lms-", ignore_cleanup_errors=True) as name:
        if user:
            entry = pwd.getpwnam(user)
            os.chown(name, entry.pw_uid, entry.pw_gid)
        yield Path(name)


@contextmanager
def running(argv, answers: Callable[[], bool], *, stop: int = signal.SIGTERM, user=None):
    process = subprocess.Popen(
        argv,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        user=user,
        group=user,
        extra_groups=[] if user else None,
        preexec_fn=partial(follow_parent, os.getpid(), stop),  # noqa: PLW1509 - before any thread
    )
    try:
        _wait_for(answers, process)
        yield process
    finally:
        process.send_signal(stop)
        process.wait(LONGEST_START)


def _wait_for(answers: Callable[[], bool], process: "subprocess.Popen[bytes]") -> None:
    give_up = time.monotonic() + LONGEST_START
    while not answers():
        assert process.poll() is None, f"{process.args} ended with status {process.returncode}"
        assert time.monotonic() < give_up, f"{process.args} does not answer"
        time.sleep(0.05)
