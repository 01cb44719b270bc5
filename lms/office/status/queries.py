"""What the page about the school's state reads."""

import shutil
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms import __version__
from lms.jobs.models import State
from lms.jobs.queries import counts, last_beat
from lms.people.models import Person

DATABASES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


class Disk(NamedTuple):
    free: int
    total: int

    @property
    def percent_used(self) -> float:
        return 100 * (self.total - self.free) / self.total


class Facts(NamedTuple):
    version: str
    database: str
    people: int
    jobs: dict[State, int]
    worker_seen_at: datetime | None


def facts(session: Session) -> Facts:
    active = select(func.count()).where(Person.is_active)
    return Facts(
        __version__,
        DATABASES[session.get_bind().dialect.name],
        session.scalar(active) or 0,
        counts(session),
        last_beat(session),
    )


def disk(data_dir: Path) -> Disk:
    """Return the room on the disk that holds the school's data."""
    usage = shutil.disk_usage(data_dir)
    return Disk(usage.free, usage.total)
