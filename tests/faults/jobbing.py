"""Workers with jobs made for being killed: `python -m tests.faults.jobbing FOLDER URL`.

The process has everything loaded and forks a worker for each line that it reads, whose process id
it writes back: so a worker is there in a moment, however often it is killed.
"""

import os
import signal
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from lms.app import build as build_app
from lms.bootstrap.kernel import follow_parent
from lms.config import Config
from lms.db import insert_once
from lms.jobs import Run, enqueue, handler
from lms.jobs.models import Slot
from lms.jobs.services import note
from lms.jobs.worker import Worker
from lms.web import LMS

LEASE_SECONDS = 3
STEPS = 6
STEP_SECONDS = 0.1
FOREVER = datetime(2100, 1, 1, tzinfo=UTC)
PATIENT = {"attempts": 100, "lease_seconds": LEASE_SECONDS}


@handler("test.effect", **PATIENT)
def take_effect(run: Run) -> None:
    """Work a while; then do one thing, and queue a successor in the same transaction."""
    for step in range(STEPS):
        time.sleep(STEP_SECONDS)
        run.progress(step / STEPS)
    n = run.payload["n"]
    with run.db.session(write=True) as session:
        if insert_once(session, Slot, kind=f"effect:{n}", at=FOREVER):
            note(session, run.job_id, "effect")
            enqueue(session, "test.successor", {"n": n})
        session.commit()
        run.app.jobs.send_waiting(session)


@handler("test.successor", **PATIENT)
def succeed(run: Run) -> None:
    with run.db.session(write=True) as session:
        if insert_once(session, Slot, kind=f"successor:{run.payload['n']}", at=FOREVER):
            note(session, run.job_id, "effect")
        session.commit()


@handler("test.silent", attempts=2, lease_seconds=2)
def be_silent(run: Run) -> None:
    """Say nothing for twice as long as the lease."""
    run.note(f"attempt {run.lease.attempt}")
    time.sleep(4)


@handler("test.endless", **PATIENT)
def go_on(run: Run) -> None:
    while True:
        time.sleep(STEP_SECONDS)
        run.progress(0.5, "进行中")


@handler("test.minute", every="* * * * *", **PATIENT)
def each_minute(run: Run) -> None:
    run.note("ran")


def build(folder: Path, url: str) -> LMS:
    config = Config(secret_key="x" * 40, database_url=url, data_dir=folder, testing=True)
    app = build_app(config)
    app.jobs.handlers.clear()
    app.jobs.add(take_effect, succeed, be_silent, go_on, each_minute)
    return app


def work(folder: Path, url: str, parent: int) -> None:
    follow_parent(parent)
    school = build(folder, url)
    Worker(school, school.transport).serve()


def keep_nursery(folder: Path, url: str) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks how they ended
    for _wish in sys.stdin:
        mother, child = os.getpid(), os.fork()
        if child == 0:
            work(folder, url, mother)
            os._exit(0)
        print(child, flush=True)  # noqa: T201


if __name__ == "__main__":
    keep_nursery(Path(sys.argv[1]), sys.argv[2])
