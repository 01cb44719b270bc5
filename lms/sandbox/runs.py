"""Runs one outside program: bounded, watched, and never left behind.

Each run has a process group, a working folder and an empty environment of its own. Whatever ends
the run here (success, a limit, a cancelled job, a fault of ours) ends the whole group; the death
of this process does too (see `confine`).
"""

import json
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from lms.sandbox.walls import Walls, lent, user, walled

CONFINE = Path(__file__).with_name("confine.py")
BEAT_SECONDS = 1.0
CHUNK = 64 * 1024
TAIL = 2000
SIGNALLED = 128  # a status above it: bubblewrap tells of a signal that ended its program
MIB = 1024**2
BARE = {"LC_ALL": "C.UTF-8", "PATH": os.defpath}
OWN = ("HOME", "TMPDIR")  # the run's folder


class Broke(Exception):
    """The program ended badly; `words` is the end of what it complained of."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(f"status {status}: {words}")
        self.status = status
        self.words = words

    @property
    def is_killed(self) -> bool:
        """Say whether it was ended from outside, which says nothing about what it read."""
        return self.status < 0 or self.status > SIGNALLED

    @property
    def is_ended_by_us(self) -> bool:
        """Say whether somebody ended it; a program that fell over its limits or itself was not."""
        return self.signal in {signal.SIGKILL, signal.SIGTERM}

    @property
    def signal(self) -> int:
        return -self.status if self.status < 0 else self.status - SIGNALLED


class TooSlow(Broke):
    """The program outlived its time and was ended."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a program may use: processor seconds, bytes of memory and of one file, open files.

    `processes` are those (threads, too) beside the user's that run already; 0 sets no limit. It
    binds root only behind walls, where root is nobody.
    """

    cpu: int
    memory: int = 4096 * MIB
    file: int = 64 * 1024 * MIB
    files: int = 256
    core: int = 0
    processes: int = 256


@dataclass(frozen=True, slots=True)
class Order:
    """One run: what, where, and for how long by the clock."""

    argv: Sequence[str]
    folder: Path
    seconds: int
    bounds: Bounds
    walls: Walls | None = None
    environ: Mapping[str, str] = field(default_factory=dict)


def nothing() -> None:
    """Beat for those who need none."""


def ignore(_output: bytes) -> None:
    """Listener for those who expect nothing."""


def run(
    order: Order,
    *,
    hear: Callable[[bytes], None] = ignore,
    beat: Callable[[], None] = nothing,
) -> None:
    """Run to the end. `hear` gets the output as it comes, `beat` is called every second.

    What either of them raises ends the program and goes on up. Raises Broke or TooSlow.
    """
    with (
        TemporaryFile() as complaints,
        lent(order.folder, order.walls),
        _started(order, complaints) as process,
    ):
        deadline = time.monotonic() + order.seconds
        for output in _output(process, deadline):
            hear(output)
            beat()
            if time.monotonic() > deadline:
                raise TooSlow(-signal.SIGKILL, "time is up")
        if status := _status(process, deadline):
            raise Broke(status, _tail(complaints))


def capture(order: Order, *, at_most: int = 64 * MIB, beat: Callable[[], None] = nothing) -> bytes:
    """Run to the end and return the output."""
    heard = bytearray()

    def _keep(output: bytes) -> None:
        heard.extend(output)
        if len(heard) > at_most:
            raise Broke(0, "output too long")

    run(order, hear=_keep, beat=beat)
    return bytes(heard)


@contextmanager
def _started(order: Order, complaints: IO[bytes]) -> Iterator[subprocess.Popen[bytes]]:
    command = walled(order.argv, order.folder, order.walls)
    told = {"parent": os.getpid(), "user": user(), "bounds": asdict(order.bounds)}
    process = subprocess.Popen(
        [sys.executable, "-I", "-S", str(CONFINE), json.dumps(told), *command],
        cwd=order.folder,
        env={**BARE, **dict.fromkeys(OWN, str(order.folder)), **order.environ},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=complaints,
        start_new_session=True,
    )
    with process:
        try:
            yield process
        finally:
            _end_group(process)


def _end_group(process: subprocess.Popen[bytes]) -> None:
    """End all that the run started; its own children outlive a program that ended by itself."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def _status(process: subprocess.Popen[bytes], deadline: float) -> int:
    """Wait for the end of a program that has closed its output."""
    try:
        return process.wait(timeout=max(0.0, deadline - time.monotonic()))
    except subprocess.TimeoutExpired as late:
        raise TooSlow(-signal.SIGKILL, "time is up") from late


def _output(process: subprocess.Popen[bytes], deadline: float) -> Iterator[bytes]:
    """Yield what the program says, and nothing (b"") each second in which it is silent."""
    assert process.stdout is not None
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        while True:
            left = max(0.0, deadline - time.monotonic())
            if not selector.select(min(BEAT_SECONDS, left)):
                yield b""
            elif output := os.read(process.stdout.fileno(), CHUNK):
                yield output
            else:
                return


def _tail(complaints: IO[bytes]) -> str:
    length = complaints.seek(0, os.SEEK_END)
    complaints.seek(max(0, length - TAIL))
    return complaints.read().decode("utf-8", "replace").strip()
