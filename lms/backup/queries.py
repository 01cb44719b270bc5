"""How the school stands with its backups."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.backup import shelf
from lms.backup.shelf import Backup
from lms.config import Config
from lms.decisions import Rules
from lms.jobs.models import OPEN, Job, State

MAKE = "backup.make"
PATIENCE = timedelta(days=2)  # one night may be missed without a word


class Standing(NamedTuple):
    """The last whole backup, and what speaks against relying on it."""

    last: Backup | None
    failed_job: int | None
    is_late: bool
    is_beside_data: bool

    @property
    def is_fine(self) -> bool:
        return self.failed_job is None and not self.is_late


def standing(session: Session, settings: Config, rules: Rules, now: datetime) -> Standing:
    last = next((one for one in shelf.backups(settings.backups) if one.is_whole), None)
    made_at = last and last.made_at
    return Standing(
        last=last,
        failed_job=_failed_since(session, made_at),
        is_late=bool(made_at and rules.backup_at and now - made_at > PATIENCE),
        is_beside_data=_is_on_one_disk(settings.backups, settings.data_dir),
    )


def _failed_since(session: Session, made_at: datetime | None) -> int | None:
    """Return the job that was the last to end, when it failed and nothing whole came after it."""
    ended = select(Job.id, Job.state, Job.ended_at).where(Job.kind == MAKE, Job.state.not_in(OPEN))
    job = session.execute(ended.order_by(Job.ended_at.desc()).limit(1)).first()
    if job is None or job.state != State.failed:
        return None
    return job.id if made_at is None or job.ended_at > made_at else None


def _is_on_one_disk(backups: Path, data_dir: Path) -> bool:
    """Say whether a broken disk would take both."""
    there = next(folder for folder in (backups, *backups.parents) if folder.exists())
    return there.stat().st_dev == data_dir.stat().st_dev


def running(session: Session) -> Job | None:
    """Return the backup that is being made or waits to be."""
    statement = select(Job).where(Job.kind == MAKE, Job.state.in_(OPEN))
    return session.scalars(statement.order_by(Job.id).limit(1)).first()
