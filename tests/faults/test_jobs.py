"""Workers killed with -9 at random moments: every job ends, and nothing happens twice."""

import os
import random
import signal
import subprocess
import time
from collections import Counter
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import func, select

from lms.bootstrap.kernel import follow_parent
from lms.bootstrap.places import PYTHON, ROOT
from lms.db import Base, utcnow
from lms.jobs import queries
from lms.jobs.models import OPEN, Job, LogLine, Slot, State, WorkerBeat
from lms.jobs.services import cancel, enqueue
from tests.faults.jobbing import build
from tests.patience import until

pytestmark = pytest.mark.faults

KILLS = 24
LONGEST_LIFE = 2.0  # of a worker that has begun, in seconds
PATIENCE = 120


class Workers:
    """Worker processes of one school, and what its database says of their jobs."""

    def __init__(self, folder, url) -> None:
        self.app = build(folder, url)
        Base.metadata.create_all(self.app.db.engine)
        self.running: list[int] = []
        self.nursery = subprocess.Popen(
            [PYTHON, "-m", "tests.faults.jobbing", folder, url],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            preexec_fn=partial(follow_parent, os.getpid()),  # noqa: PLW1509 - before any thread
        )

    def start(self) -> int:
        """Start a worker and return its process id once it is at work."""
        print("one", file=self.nursery.stdin, flush=True)
        worker = int(self.nursery.stdout.readline())
        self.running.append(worker)
        until(lambda: self.is_known(worker), PATIENCE)
        return worker

    def is_known(self, worker) -> bool:
        with self.app.db.session(write=False) as session:
            names = session.scalars(select(WorkerBeat.name)).all()
        return any(name.endswith(f":{worker}") for name in names)

    def kill(self, worker, number=signal.SIGKILL) -> None:
        os.kill(worker, number)
        until(lambda: not Path(f"/proc/{worker}").exists(), PATIENCE)
        self.running.remove(worker)

    def close(self) -> None:
        for worker in list(self.running):
            self.kill(worker)
        with self.nursery:
            self.nursery.kill()
        self.app.db.engine.dispose()

    def queue(self, kind, **payload) -> int:
        with self.app.db.session(write=True) as session:
            job_id = enqueue(session, kind, payload)
            session.commit()
            self.app.jobs.send_waiting(session)
        return job_id

    def cancel(self, job_id) -> None:
        with self.app.db.session(write=True) as session:
            cancel(session, job_id)
            session.commit()

    def job(self, job_id) -> Job:
        with self.app.db.session(write=False) as session:
            return session.get_one(Job, job_id)

    def open_jobs(self, *kinds) -> int:
        with self.app.db.session(write=False) as session:
            counting = select(func.count()).where(Job.state.in_(OPEN), Job.kind.in_(kinds))
            return session.scalar(counting)

    def effects(self) -> Counter[str]:
        """Count how often each job's effect was seen, by the kind of job."""
        counting = (
            select(Job.kind, Job.id, func.count(LogLine.id))
            .join(LogLine, LogLine.job_id == Job.id)
            .where(LogLine.words == "effect")
            .group_by(Job.kind, Job.id)
        )
        with self.app.db.session(write=False) as session:
            return Counter(f"{kind} {count}" for kind, _id, count in session.execute(counting))

    def attempts(self) -> int:
        with self.app.db.session(write=False) as session:
            return session.scalar(select(func.sum(Job.attempts)).where(Job.kind == "test.effect"))


@pytest.fixture
def workers(tmp_path, new_database):
    workers = Workers(tmp_path, new_database())
    yield workers
    workers.close()


def test_twenty_four_killed_workers_lose_nothing_and_repeat_nothing(workers):
    chance = random.Random(seed := time.time_ns())  # noqa: S311
    count = 0
    for _ in range(KILLS):
        while len(workers.running) < 2:
            workers.start()
        for _ in range(2):
            workers.queue("test.effect", n=count)
            count += 1
        time.sleep(chance.uniform(0, LONGEST_LIFE))
        workers.kill(chance.choice(workers.running))
    while len(workers.running) < 2:
        workers.start()
    kinds = ("test.effect", "test.successor")
    until(lambda: workers.open_jobs(*kinds) == 0, PATIENCE)
    assert workers.effects() == {"test.effect 1": count, "test.successor 1": count}, seed
    assert workers.attempts() > count, "no kill has hit a job: try longer ones"
    with workers.app.db.session(write=False) as session:
        states = Counter(session.scalars(select(Job.state).where(Job.kind.in_(kinds))))
        assert states == {State.done: 2 * count}, seed
        assert session.scalar(select(func.count()).where(Job.lease.is_not(None))) == 0


def test_a_stop_puts_a_running_job_back_at_once_and_the_next_worker_takes_it(workers):
    first = workers.start()
    job_id = workers.queue("test.endless")
    until(lambda: workers.job(job_id).state is State.running, PATIENCE)
    workers.kill(first, signal.SIGTERM)
    job = workers.job(job_id)
    assert (job.state, job.attempts) == (State.queued, 0)
    with workers.app.db.session(write=False) as session:
        assert session.scalar(select(func.count()).select_from(WorkerBeat)) == 0
    workers.start()
    until(lambda: workers.job(job_id).state is State.running, PATIENCE)
    workers.cancel(job_id)
    until(lambda: workers.job(job_id).state is State.cancelled, PATIENCE)


def test_a_handler_that_says_nothing_keeps_its_job_among_three_workers(workers):
    for _ in range(3):
        workers.start()
    job_id = workers.queue("test.silent")
    until(lambda: workers.job(job_id).state is State.done, PATIENCE)
    assert workers.job(job_id).attempts == 1
    with workers.app.db.session(write=False) as session:
        assert [line.words for line in queries.log_of(session, job_id)] == ["attempt 1"]


def test_a_job_cancelled_while_its_worker_is_killed_ends_cancelled(workers):
    worker = workers.start()
    job_id = workers.queue("test.endless")
    until(lambda: workers.job(job_id).state is State.running, PATIENCE)
    workers.kill(worker)
    workers.cancel(job_id)  # nobody is there to obey
    workers.start()
    until(lambda: workers.job(job_id).state is State.cancelled, PATIENCE)


def test_a_minute_of_the_timetable_runs_once_in_three_workers(workers):
    for _ in range(3):
        workers.start()
    until(lambda: workers.open_jobs("test.minute") == 0 and _slots(workers) > 0, PATIENCE)
    until(lambda: _beats(workers) == 3, PATIENCE)
    with workers.app.db.session(write=False) as session:
        jobs = session.scalar(select(func.count()).where(Job.kind == "test.minute"))
    assert jobs == _slots(workers)


def _slots(workers) -> int:
    with workers.app.db.session(write=False) as session:
        minutes = select(func.count()).where(Slot.kind == "test.minute", Slot.at <= utcnow())
        return session.scalar(minutes)


def _beats(workers) -> int:
    with workers.app.db.session(write=False) as session:
        return session.scalar(select(func.count()).select_from(WorkerBeat))
