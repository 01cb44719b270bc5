"""What the page about the school's state reads."""

import shutil
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms import __version__
from lms.jobs.models import Job, State
from lms.jobs.queries import counts, last_beat
from lms.mail.services import COLLECT, DELIVER
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


def mail_trouble(session: Session) -> list[str]:
    """Return what keeps letters from going out, or reports of them from being read, right now."""
    return [words for kind in (DELIVER, COLLECT) if (words := _last_error(session, kind))]


def _last_error(session: Session, kind: str) -> str:
    tried = select(Job.state, Job.error).where(Job.kind == kind, Job.attempts > 0)
    last = session.execute(tried.order_by(Job.id.desc()).limit(1)).first()
    return last.error if last and last.state is not State.done else ""
