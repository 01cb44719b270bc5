"""The worker process: runs jobs, sweeps for lost ones, keeps the timetable."""

import signal
import threading
import traceback
from collections.abc import Callable
from datetime import timedelta
from types import FrameType
from typing import Any

import structlog
from huey import crontab
from sqlalchemy.exc import SQLAlchemyError

from lms.db import utcnow
from lms.errors import Refusal
from lms.jobs import queries, services
from lms.jobs.registry import Handler
from lms.jobs.run import Cancelled, Run
from lms.jobs.transport import Transport

log = structlog.get_logger()

SWEEP_SECONDS = 2.0
TICK_SECONDS = 20.0
BATCH = 50
CRON = ("minute", "hour", "day", "month", "day_of_week")
THREADS = {"quick": 2, "heavy": 1}


class Worker:
    """Runs the jobs of one app until told to stop."""

    def __init__(self, app: Any, transport: Transport) -> None:
        self.app = app
        self.transport = transport
        self.stopping = threading.Event()
        self.held: dict[int, str] = {}

    def run_job(self, job_id: int) -> None:
        """Take the job if it is still to be taken, and see it to its end.

        A refusal is final (the same input would be refused again); anything else is tried again.
        """
        handler = self._handler_of(job_id)
        lease = self._take(job_id, handler) if handler else None
        if handler is None or lease is None:
            return
        self.held[job_id] = lease
        try:
            self._work(job_id, lease, handler)
        finally:
            self.held.pop(job_id, None)

    def _handler_of(self, job_id: int) -> Handler | None:
        with self.app.db.session(write=False) as session:
            kind = queries.kind_of(session, job_id)
        return self.app.jobs.handlers.get(kind)  # type: ignore[no-any-return]

    def _take(self, job_id: int, handler: Handler) -> str | None:
        attempts = handler.attempts
        with self.app.db.session(write=True) as session:
            lease = services.take(session, job_id, attempts=attempts, seconds=handler.lease_seconds)
            if lease is None:
                services.give_up_exhausted(session, job_id, attempts=attempts)
            session.commit()
        return lease

    def _work(self, job_id: int, lease: str, handler: Handler) -> None:
        app = self.app
        with app.db.session(write=False) as session:
            payload = queries.job(session, job_id).payload
        run = Run(
            job_id, payload, lease, handler.lease_seconds, app.db, app.blobs, app.settings, app
        )
        try:
            with app.app_context():
                handler.work(run)
        except Cancelled:
            self._end(services.stop_cancelled, job_id, lease)
        except Refusal as refusal:
            self._end(services.fail, job_id, lease, error=str(refusal), final=True)
        except Exception as error:  # a job may fail in any way; the row tells
            log.warning("job failed", job=job_id, kind=handler.kind, exc_info=error)
            self._end(services.fail, job_id, lease, error=traceback.format_exc(), final=False)
        else:
            self._end(services.finish, job_id, lease)

    def _end(self, step: Callable[..., object], job_id: int, lease: str, **how: object) -> None:
        with self.app.db.session(write=True) as session:
            step(session, job_id, lease, **how)
            session.commit()

    def sweep(self) -> None:
        """Send again what is due and nobody is about to take."""
        if not self.transport.is_empty():
            return
        with self.app.db.session(write=False) as session:
            due = queries.due_jobs(session, BATCH)
        for job_id, kind in due:
            self.app.jobs.dispatch(job_id, kind)

    def keep_timetable(self) -> None:
        """Queue what the timetable asks for at this minute, once among all workers."""
        now = utcnow()
        minute = now.replace(second=0, microsecond=0)
        local = now.astimezone(self.app.settings.zone)
        for item in self.app.jobs.handlers.values():
            if item.every and crontab(**dict(zip(CRON, item.every.split(), strict=True)))(local):
                self._queue_slot(item.kind, minute)

    def _queue_slot(self, kind: str, minute: Any) -> None:
        with self.app.db.session(write=True) as session:
            services.forget_slots(session, minute - timedelta(days=2))
            if services.claim_slot(session, kind, minute):
                services.enqueue(session, kind, {}, key=kind)
            session.commit()
            self.app.jobs.send_waiting(session)

    def serve(self) -> None:
        """Run until SIGTERM or SIGINT; what is running then goes back into the queue."""
        self.transport.serve(self.run_job)
        consumers = [
            huey.create_consumer(workers=THREADS[name], check_worker_health=False)
            for name, huey in self.transport.lanes.items()
        ]
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        for consumer in consumers:
            consumer._set_signal_handlers = lambda: None  # ours stay in force  # noqa: SLF001
            consumer.start()
        log.info("worker ready")
        self._watch()
        for consumer in consumers:
            consumer.stop(graceful=False)
        self._release_held()

    def _watch(self) -> None:
        since_tick = TICK_SECONDS
        while not self.stopping.wait(SWEEP_SECONDS):
            since_tick += SWEEP_SECONDS
            try:
                self.sweep()
                if since_tick >= TICK_SECONDS:
                    since_tick = 0.0
                    self.keep_timetable()
            except (SQLAlchemyError, Refusal, OSError) as error:
                log.warning("sweep failed", exc_info=error)

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self.stopping.set()

    def _release_held(self) -> None:
        for job_id, lease in list(self.held.items()):
            self._end(services.release, job_id, lease)
