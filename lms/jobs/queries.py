"""What the pages about jobs and the worker read."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.db import Page, one_or_refuse, paged, utcnow
from lms.errors import Unavailable
from lms.jobs.due import due
from lms.jobs.models import Job, LogLine, State, WorkerBeat

SILENCE = timedelta(minutes=1)


class JobRow(NamedTuple):
    """A job as the list shows it."""

    id: int
    kind: str
    state: State
    progress: float
    words: str
    attempts: int
    created_at: datetime
    ended_at: datetime | None


class Line(NamedTuple):
    at: datetime
    words: str


def due_jobs(session: Session, kinds: Sequence[str], limit: int) -> list[tuple[int, str]]:
    """Return (id, kind) of jobs that may be taken now, the oldest first."""
    statement = (
        select(Job.id, Job.kind)
        .where(due(utcnow()), Job.kind.in_(kinds))
        .order_by(Job.due_at, Job.id)
        .limit(limit)
    )
    return [(row.id, row.kind) for row in session.execute(statement)]


def jobs(session: Session, *, state: State | None, kind: str, number: int) -> Page[JobRow]:
    statement = select(
        Job.id,
        Job.kind,
        Job.state,
        Job.progress,
        Job.words,
        Job.attempts,
        Job.created_at,
        Job.ended_at,
    ).order_by(Job.id.desc())
    if state:
        statement = statement.where(Job.state == state)
    if kind:
        statement = statement.where(Job.kind == kind)
    return paged(session, statement, JobRow, number)


def kinds(session: Session) -> list[str]:
    return list(session.scalars(select(Job.kind).distinct().order_by(Job.kind)))


def counts(session: Session) -> dict[State, int]:
    """Return how many jobs are in each state; states without any are there with 0."""
    found = select(Job.state, func.count()).group_by(Job.state)
    return dict.fromkeys(State, 0) | {row[0]: row[1] for row in session.execute(found)}


def job(session: Session, job_id: int) -> Job:
    return one_or_refuse(session, select(Job).where(Job.id == job_id))


def log_of(session: Session, job_id: int, limit: int = 500) -> list[Line]:
    """Return the job's last lines, the oldest first."""
    statement = (
        select(LogLine.at, LogLine.words)
        .where(LogLine.job_id == job_id)
        .order_by(LogLine.id.desc())
        .limit(limit)
    )
    return [Line(*row) for row in session.execute(statement)][::-1]


def kind_of(session: Session, job_id: int) -> str | None:
    return session.scalar(select(Job.kind).where(Job.id == job_id))


def demand_worker(session: Session) -> None:
    """Raise Unavailable unless some worker has said within a minute that it lives."""
    seen_at = last_beat(session)
    if seen_at is None or utcnow() - seen_at > SILENCE:
        raise Unavailable("后台任务进程没有运行。", retry_after=15)


def last_beat(session: Session) -> datetime | None:
    """Return when any worker last said that it lives."""
    return session.scalar(select(func.max(WorkerBeat.seen_at)))
