"""A school of three pages and a worker, run by the real supervisor: `python -m tests.faults.tiny`."""

import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

from lms.supervision.child import Child
from lms.supervision.data_lock import hold
from lms.supervision.door import Door
from lms.supervision.supervisor import Supervisor
from lms.supervision.web import serve

SLOW_SECONDS = 1.0


def app(environ, start_response):
    path = environ["PATH_INFO"]
    if path == "/slow":
        Path(environ["QUERY_STRING"]).touch()
        time.sleep(SLOW_SECONDS)
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [f"{os.getpid()} {os.getppid()}".encode()]


def work(folder: Path) -> None:
    """Be a worker in the middle of a long conversion."""
    with subprocess.Popen(["/bin/sleep", "600"], start_new_session=True) as converter:
        signal.signal(signal.SIGTERM, lambda *_: converter.kill())
        (folder / "worker").write_text(f"{os.getpid()} {converter.pid}")


def supervise(port: int, folder: Path) -> None:
    _lock = hold(folder)
    web = Child("lms-web", partial(serve, "127.0.0.1", port, "tests.faults.tiny:app"))
    worker = Child("lms-worker", partial(work, folder))
    Supervisor([web, worker], Door("127.0.0.1", port, web, lambda: None).watch).run()


if __name__ == "__main__":
    supervise(int(sys.argv[1]), Path(sys.argv[2]))
