import os
import signal
import socket
import subprocess
import urllib.request
import uuid
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from lms.bootstrap.places import PYTHON, ROOT
from tests.patience import until

MARK = "LMS_TEST_RUN"


@dataclass
class RunningSchool:
    """The tiny school in processes of its own, and what can be seen of them from outside."""

    folder: Path
    port: int
    mark: str = field(default_factory=lambda: uuid.uuid4().hex)
    supervisor: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        self.supervisor = subprocess.Popen(
            [PYTHON, "-m", "tests.faults.tiny", str(self.port), self.folder],
            cwd=ROOT,
            env={**os.environ, MARK: self.mark},
        )
        until(lambda: self.serves() and self.worker() is not None, 20)

    def get(self, path: str) -> str:
        address = f"http://127.0.0.1:{self.port}{path}"
        with urllib.request.urlopen(address, timeout=10) as answer:
            return answer.read().decode()

    def serves(self) -> bool:
        with suppress(OSError):
            return bool(self.get("/"))
        return False

    def server(self) -> tuple[int, int] | None:
        """Return a web worker and the server's main process; None while there is no whole one."""
        with suppress(OSError):
            worker, main = map(int, self.get("/").split())
            return (worker, main) if main != self.supervisor.pid else None  # an orphan's last word
        return None

    def worker(self) -> tuple[int, int] | None:
        """Return the job worker and the converter that it runs."""
        with suppress(OSError, ValueError):
            worker, converter = map(int, (self.folder / "worker").read_text().split())
            return (worker, converter) if {worker, converter} <= self.processes().keys() else None
        return None

    def processes(self) -> dict[int, str]:
        """Return the name of every living process of this school, found by its environment."""
        found = {}
        wanted = f"{MARK}={self.mark}".encode()
        for folder in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                if wanted in (folder / "environ").read_bytes():
                    found[int(folder.name)] = (folder / "comm").read_text().strip()
        return found

    def count(self, name: str) -> int:
        return list(self.processes().values()).count(name)

    def clear_away(self) -> None:
        for pid in self.processes():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        if self.supervisor:
            self.supervisor.wait(10)


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def tiny(tmp_path: Path, free_port: int):
    school = RunningSchool(tmp_path, free_port)
    school.start()
    yield school
    school.clear_away()
