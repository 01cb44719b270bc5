"""The worker process: takes jobs from the transport, sweeps for lost ones, keeps the timetable."""

import os
import signal
import socket
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from threading import Event
from types import FrameType
from typing import Any

import structlog
from sqlalchemy import delete
from sqlalchemy.orm import Session

from lms.db import upsert, utcnow
from lms.jobs import leases, queries, services, timetable
from lms.jobs.models import WorkerBeat
from lms.jobs.runner import Runner
from lms.jobs.transport import LANES, Transport

log = structlog.get_logger()

LOOK_SECONDS = 1.0
TICK_SECONDS = 15.0
POLL_SECONDS = 1.0  # how long an id may lie in the transport of an idle worker
GRACE_SECONDS = 12.0  # for running jobs at a stop; the supervisor's patience is longer
FORGOTTEN = timedelta(hours=1)
BATCH = 50
THREADS = {"quick": 2, "papers": 2, "heavy": 1}


class Worker:
    """Runs the jobs of one app until told to stop."""

    def __init__(self, app: Any, transport: Transport) -> None:
        self.app = app
        self.transport = transport
        self.name = f"{socket.gethostname()}:{os.getpid()}"[:100]
        self.stopping = Event()
        self.runner = Runner(app, self.stopping)

    def sweep(self) -> None:
        """Send again what is due and on no way to a worker."""
        for lane in LANES:
            if self.transport.is_empty(lane):
                with self.app.db.session(write=False) as session:
                    due = queries.due_jobs(session, self.app.jobs.kinds_of(lane), BATCH)
                for job_id, kind in due:
                    self.app.jobs.dispatch(job_id, kind)

    def keep_timetable(self) -> None:
        """Queue what the timetable has asked for since its last slot, once among all workers."""
        now = utcnow()
        with self.app.db.session(write=False) as session:
            last = timetable.last_slots(session)
        for item in self.app.jobs.handlers.values():
            if item.every:
                after = last.get(item.kind, now - timetable.MINUTE)
                at = timetable.latest(item.every, after, now, self.app.settings.zone)
                if at is not None:
                    self.runner.commit(partial(_queue_slot, kind=item.kind, at=at))

    def begin(self) -> None:
        """Queue what is to be looked at when a worker starts: a new release may want it."""
        for item in self.app.jobs.handlers.values():
            if item.is_begun_with:
                self.runner.commit(partial(_queue, kind=item.kind))

    def tidy(self) -> None:
        """Say that this worker lives; bury what dead ones left cancelled, and forget them."""
        self.runner.commit(self._tidy)

    def _tidy(self, session: Session) -> None:
        now = utcnow()
        upsert(session, WorkerBeat, ["name"], {"name": self.name, "seen_at": now})
        session.execute(delete(WorkerBeat).where(WorkerBeat.seen_at < now - FORGOTTEN))
        leases.bury_cancelled(session)

    def serve(self) -> None:
        """Run until SIGTERM or SIGINT; what does not end in time goes back into the queue."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        lanes = self.transport.serve(self.runner.run_job)
        consumers = [_consumer(huey, THREADS[lane]) for lane, huey in lanes.items()]
        for consumer in consumers:
            consumer.start()
        log.info("worker ready", worker=self.name)
        _attempt(self.begin)
        self._watch()
        for consumer in consumers:
            consumer.stop(graceful=False)
        self._leave()

    def _watch(self) -> None:
        last_tick = -TICK_SECONDS
        while not self.stopping.is_set():
            steps = [self.runner.prolong_leases, self.sweep]
            if time.monotonic() - last_tick >= TICK_SECONDS:
                last_tick = time.monotonic()
                steps = [self.tidy, self.keep_timetable, *steps]
            for step in steps:
                _attempt(step)
            self.stopping.wait(LOOK_SECONDS)

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self.stopping.set()

    def _leave(self) -> None:
        """Wait a while for running jobs, then put them back: nobody waits for a lease to end."""
        give_up = time.monotonic() + GRACE_SECONDS
        while self.runner.held and time.monotonic() < give_up:
            _attempt(self.runner.prolong_leases)
            time.sleep(0.1)
        _attempt(self.runner.put_back)
        mine = delete(WorkerBeat).where(WorkerBeat.name == self.name)
        _attempt(partial(self.runner.commit, lambda session: session.execute(mine)))


def _consumer(huey: Any, threads: int) -> Any:
    consumer: Any = huey.create_consumer(
        workers=threads, periodic=False, max_delay=POLL_SECONDS, check_worker_health=False
    )
    consumer._set_signal_handlers = bool  # ours stay in force  # noqa: SLF001
    return consumer


def _queue_slot(session: Session, kind: str, at: datetime) -> None:
    timetable.forget_slots(session, at)
    if timetable.claim_slot(session, kind, at):
        _queue(session, kind)


def _queue(session: Session, kind: str) -> None:
    services.enqueue(session, kind, {}, key=kind)


def _attempt(step: Callable[[], object]) -> None:
    try:
        step()
    except Exception as error:
        # a worker outlives a busy database and a lost network
        log.warning("worker step failed", exc_info=error)
