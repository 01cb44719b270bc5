"""The whole school in processes of its own, as `python3 -m lms run` starts it."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from lms.bootstrap.kernel import children_of
from lms.bootstrap.places import ROOT

DEMO_PASSWORD = "demo-for-tests"
GREETING = "按 Ctrl-C 停止"
LONGEST_START = 180.0  # on a machine with other things to do
LONGEST_STOP = 40.0


@dataclass
class School:
    port: int
    supervisor: "subprocess.Popen[str]"
    console: Path
    opened_after: float = 0.0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def get(self, path: str) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        with closing(connection):
            connection.request("GET", path)
            return connection.getresponse().status

    def processes(self) -> set[int]:
        """Return the supervisor and everything below it."""
        found, new = set(), {self.supervisor.pid}
        while new:
            found |= new
            new = {child for pid in new for child in children_of(pid)} - found
        return found

    def stop(self) -> int:
        self.supervisor.send_signal(signal.SIGTERM)
        return self.supervisor.wait(LONGEST_STOP)


@contextmanager
def running_school(data: Path, *words: str, **environ: str) -> Iterator[School]:
    """Start the school on a data directory and wait until it answers; stop it in the end."""
    port = _free_port()
    console = data.parent / f"{data.name}.console"
    argv = [sys.executable, "-m", "lms", "run", "--no-apt", "--port", str(port), "--data", data]
    with console.open("w") as output:
        supervisor = subprocess.Popen(
            [*argv, *words],
            cwd=ROOT,
            env={**os.environ, **environ},
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
        )
    school = School(port, supervisor, console)
    try:
        school.opened_after = _wait(school)
        yield school
    finally:
        with suppress(ProcessLookupError):
            school.stop()


def _wait(school: School) -> float:
    """Wait for the first answer and the greeting; return the seconds to the answer."""
    begun, opened_after = time.monotonic(), 0.0
    while time.monotonic() - begun < LONGEST_START:
        assert school.supervisor.poll() is None, school.console.read_text()
        with suppress(OSError):
            if not opened_after and school.get("/healthz") == 200:
                opened_after = time.monotonic() - begun
        if opened_after and GREETING in school.console.read_text():
            return opened_after
        time.sleep(0.02)
    raise AssertionError(school.console.read_text())


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
