"""Runs jobs, one at a time in each thread that calls, and sees each to its end."""

import traceback
from collections.abc import Callable
from functools import partial
from threading import Event
from typing import Any

import structlog
from sqlalchemy.orm import Session

from lms.errors import Later, Refusal, Unavailable
from lms.jobs import leases, queries
from lms.jobs.leases import Lease
from lms.jobs.registry import Handler
from lms.jobs.run import Cancelled, Interrupted, Run

log = structlog.get_logger()

TRIES = 5

Step = Callable[[Session], object]


class Runner:
    """Takes jobs for one app until `stopping` is set; `held` is what its threads work on."""

    def __init__(self, app: Any, stopping: Event) -> None:
        self.app = app
        self.stopping = stopping
        self.held: dict[int, Run] = {}

    def run_job(self, job_id: int) -> None:
        """Take the job if it is still to be taken, and see it to its end."""
        handler = self._handler_of(job_id)
        if handler is None or self.stopping.is_set():
            return
        lease = self._take(job_id, handler)
        if lease is None:
            return
        run = Run(lease, handler.lease_seconds, self.app, is_stopping=self.stopping.is_set)
        self.held[job_id] = run
        try:
            self._work(run, handler)
        finally:
            self.held.pop(job_id, None)

    def _handler_of(self, job_id: int) -> Handler | None:
        with self.app.db.session(write=False) as session:
            kind = queries.kind_of(session, job_id)
        return self.app.jobs.handlers.get(kind)  # type: ignore[no-any-return]

    def _take(self, job_id: int, handler: Handler) -> Lease | None:
        attempts = handler.attempts
        with self.app.db.session(write=True) as session:
            lease = leases.take(session, job_id, attempts=attempts, seconds=handler.lease_seconds)
            if lease is None:
                leases.give_up(session, job_id, attempts=attempts)
            session.commit()
        return lease

    def _work(self, run: Run, handler: Handler) -> None:
        try:
            with self.app.app_context():
                handler.work(run)
        except Cancelled as cancelled:
            stopped = isinstance(cancelled, Interrupted)
            self._end(run, leases.release if stopped else leases.stop)
        except Exception as error:  # noqa: BLE001  a job may go wrong in any way; the row tells
            self._end(run, partial(leases.fail, **_told(error, run, handler)))
        else:
            self._end(run, leases.finish)

    def _end(self, run: Run, step: Callable[[Session, Lease], object]) -> None:
        """Write the end down, patiently: a busy database must not make a finished job run again."""
        for tries_left in range(TRIES - 1, -1, -1):
            try:
                self.commit(lambda session: step(session, run.lease))
            except Unavailable:
                if not tries_left:
                    raise
            else:
                return

    def commit(self, step: Step) -> None:
        """Do one thing in a transaction of its own, then send the jobs that it queued."""
        with self.app.db.session(write=True) as session:
            step(session)
            session.commit()
            self.app.jobs.send_waiting(session)

    def prolong_leases(self) -> None:
        """Keep what is running, however long its handlers are silent."""
        for run in list(self.held.values()):
            if run.is_beat_due():
                run.beat()

    def put_back(self) -> None:
        """Give up what is still running: another worker takes it at once."""
        for run in list(self.held.values()):
            self._end(run, leases.release)


def _told(error: Exception, run: Run, handler: Handler) -> dict[str, Any]:
    """Say what went wrong and what follows.

    A refusal is final, for the same input would be refused again, unless it says "later";
    anything else is tried again.
    """
    if isinstance(error, Later):
        return {"error": str(error), "final": False, "pause": error.retry_after}
    if isinstance(error, Refusal):
        return {"error": str(error), "final": True}
    log.warning("job failed", job=run.job_id, kind=handler.kind, exc_info=error)
    return {"error": "".join(traceback.format_exception(error)), "final": False}
