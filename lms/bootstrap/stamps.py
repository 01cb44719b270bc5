"""Which steps are finished: the digest of what a step was made from, written last and whole."""

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lms.bootstrap.places import ROOT, STAMPS


def digest(*parts: Path | str) -> str:
    whole = hashlib.sha256()
    for part in parts:
        content = part.read_bytes() if isinstance(part, Path) else part.encode()
        whole.update(hashlib.sha256(content).digest())
    return whole.hexdigest()


def is_done(step: str, made_from: str, *, stamps: Path = STAMPS) -> bool:
    try:
        return (stamps / step).read_text() == made_from
    except FileNotFoundError:
        return False


def begin(step: str, *, stamps: Path = STAMPS) -> bool:
    """Take the stamp away before the work. Return whether the last work on it was finished."""
    try:
        (stamps / step).unlink()
    except FileNotFoundError:
        return False
    return True


def finish(step: str, made_from: str, *, stamps: Path = STAMPS) -> None:
    stamps.mkdir(parents=True, exist_ok=True)
    draft = stamps / f"{step}.{os.getpid()}"
    draft.write_text(made_from)
    draft.replace(stamps / step)


@contextmanager
def one_at_a_time(folder: Path = ROOT) -> Iterator[None]:
    """Let a second start wait for the first; the lock goes with the process that holds it."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
