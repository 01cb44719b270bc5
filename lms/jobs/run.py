"""One run of a job by one worker."""

import time
from dataclasses import dataclass, field
from typing import Any

from lms.config import Config
from lms.db import Database
from lms.jobs import services
from lms.storage import Blobs

BEATS_A_LEASE = 4


class Cancelled(Exception):
    """Stop: the job was cancelled, or its lease went to another worker."""


@dataclass(slots=True)
class Run:
    """What a handler gets: its payload, the house's stores, and how to say how far it is."""

    job_id: int
    payload: dict[str, Any]
    lease: str
    lease_seconds: int
    db: Database
    blobs: Blobs
    settings: Config
    app: Any
    _beaten: float = field(default=0.0)

    def progress(self, share: float, words: str = "") -> None:
        """Say how far the work is (0 to 1) and prolong the lease. Raises Cancelled.

        Cheap to call often: a write happens once in a quarter of a lease, or each second when
        there is news.
        """
        now = time.monotonic()
        if now - self._beaten < min(1.0, self.lease_seconds / BEATS_A_LEASE):
            return
        self._beaten = now
        words = words[: services.LONGEST_WORDS]
        with self.db.session(write=True) as session:
            share = min(max(share, 0.0), 1.0)
            mine = services.beat(
                session, self.job_id, self.lease, self.lease_seconds, progress=share, words=words
            )
            session.commit()
        if not mine:
            raise Cancelled

    def note(self, words: str) -> None:
        """Write a line into the job's log."""
        with self.db.session(write=True) as session:
            services.note(session, self.job_id, words)
            session.commit()
