from threading import Event

import pytest

from lms.jobs import Run, handler
from lms.jobs.models import Job
from lms.jobs.runner import Runner
from lms.jobs.services import enqueue
from lms.web import LMS


class Desk:
    """An app with one kind of job, "test.work", and a worker's hands to run it with."""

    def __init__(self, app: LMS) -> None:
        self.app = app
        self.stopping = Event()
        self.runner = Runner(app, self.stopping)
        self.seen: list[int] = []
        self.work = lambda run: self.seen.append(run.job_id)

        @handler("test.work", attempts=3, lease_seconds=30)
        def _work(run: Run) -> None:
            self.work(run)

        app.jobs.add(_work)

    def queue(self, key: str | None = None, kind: str = "test.work") -> int | None:
        with self.app.db.session(write=True) as session:
            job_id = enqueue(session, kind, {"n": 1}, key=key)
            session.commit()
        return job_id

    def do(self, step, *args, **how):
        """Do one thing in a transaction and return what it said."""
        with self.app.db.session(write=True) as session:
            said = step(session, *args, **how)
            session.commit()
        return said

    def run(self, job_id: int) -> Job:
        self.runner.run_job(job_id)
        return self.job(job_id)

    def job(self, job_id: int) -> Job:
        with self.app.db.session(write=False) as session:
            return session.get_one(Job, job_id)


@pytest.fixture
def desk(committed_app: LMS) -> Desk:
    return Desk(committed_app)
