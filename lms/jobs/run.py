"""One run of a job by one worker."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event
from typing import Any, cast

from sqlalchemy.orm import Session

from lms.config import Config
from lms.db import Database
from lms.jobs import leases, services
from lms.jobs.leases import Lease
from lms.storage import Blobs

BEATS_A_LEASE = 4
LONGEST_TURN = 1.0


class Cancelled(Exception):
    """Stop: the job was cancelled, or its lease went to another worker."""


class Interrupted(Cancelled):
    """Stop: this worker is going. The job goes back into the queue."""


@dataclass(slots=True)
class Run:
    """What a handler gets: its payload, the house's stores, and how to say how far it is.

    The worker prolongs the lease by itself while the handler works; `progress` is for those who
    watch, and the place where a handler hears that it should stop.
    """

    lease: Lease
    lease_seconds: int
    app: Any
    is_stopping: Callable[[], bool] = bool
    is_lost: bool = False
    beaten_at: float = field(default_factory=time.monotonic)
    _told_at: float = 0.0

    @property
    def db(self) -> Database:
        return cast("Database", self.app.db)

    @property
    def blobs(self) -> Blobs:
        return cast("Blobs", self.app.blobs)

    @property
    def settings(self) -> Config:
        return cast("Config", self.app.settings)

    @property
    def job_id(self) -> int:
        return self.lease.job_id

    @property
    def payload(self) -> dict[str, Any]:
        return self.lease.payload

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Write in a short transaction of its own, then leave others as long a turn.

        SQLite lets waiting writers in by luck: a job that came back at once would keep pages
        waiting until they give up.
        """
        began = time.monotonic()
        with self.db.session(write=True) as session:
            yield session
            session.commit()
            self.app.jobs.send_waiting(session)
        Event().wait(min(time.monotonic() - began, LONGEST_TURN))

    def progress(self, share: float, words: str = "") -> None:
        """Say how far the work is (0 to 1). Raises Cancelled; cheap to call often."""
        self._check()
        now = time.monotonic()
        if now - self._told_at < min(1.0, self.lease_seconds / BEATS_A_LEASE):
            return
        self._told_at = now
        share = min(max(share, 0.0), 1.0)
        self.beat(progress=share, words=words[: leases.LONGEST_WORDS])
        self._check()

    def beat(self, **values: object) -> None:
        """Prolong the lease, or learn that it is lost."""
        with self.db.session(write=True) as session:
            is_held = leases.beat(session, self.lease, self.lease_seconds, **values)
            session.commit()
        self.beaten_at = time.monotonic()
        self.is_lost = not is_held

    def is_beat_due(self) -> bool:
        wait = self.lease_seconds / BEATS_A_LEASE
        return not self.is_lost and time.monotonic() - self.beaten_at >= wait

    def note(self, words: str) -> None:
        """Write a line into the job's log."""
        with self.db.session(write=True) as session:
            services.note(session, self.job_id, words)
            session.commit()

    def _check(self) -> None:
        if self.is_lost:
            raise Cancelled
        if self.is_stopping():
            raise Interrupted
