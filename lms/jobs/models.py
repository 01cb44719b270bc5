from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Base, Id, Moment


class State(StrEnum):
    queued = "queued"
    running = "running"
    done = "done"
    failed = "failed"
    cancelled = "cancelled"


OPEN = (State.queued, State.running)


class Job(Base):
    """A piece of work and how far it is; the truth, whatever the transport has lost.

    `key` names what must not be queued twice at the same time. A running job belongs to the
    worker whose `lease` token it carries, until `lease_until`; one whose key is asked for once
    more while it runs is queued again when it ends.
    """

    __tablename__ = "job"
    __table_args__ = (
        CheckConstraint("progress BETWEEN 0 AND 1", name="progress_is_a_share"),
        CheckConstraint("(state = 'running') = (lease IS NOT NULL)", name="running_has_a_lease"),
        CheckConstraint(
            "(state IN ('queued', 'running')) = (ended_at IS NULL)", name="ended_at_its_end"
        ),
        Index(
            "uq_job_open_key",
            "key",
            unique=True,
            sqlite_where=text("state IN ('queued', 'running')"),
            postgresql_where=text("state IN ('queued', 'running')"),
        ),
        Index("ix_job_state_due_at", "state", "due_at"),
    )

    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(String(64), index=True)
    key: Mapped[str | None] = mapped_column(String(128))
    payload: Mapped[dict[str, Any]]
    state: Mapped[State] = mapped_column(default=State.queued)
    attempts: Mapped[int] = mapped_column(default=0)
    most_attempts: Mapped[int]
    progress: Mapped[float] = mapped_column(default=0.0)
    words: Mapped[str] = mapped_column(String(200), default="")
    error: Mapped[str] = mapped_column(Text, default="")
    due_at: Mapped[Moment]
    lease: Mapped[str | None] = mapped_column(String(32))
    lease_until: Mapped[datetime | None]
    is_cancelled: Mapped[bool] = mapped_column(default=False)
    is_wanted_again: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[Moment]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class LogLine(Base):
    """What a job said while it ran."""

    __tablename__ = "job_log_line"

    id: Mapped[Id]
    job_id: Mapped[int] = mapped_column(ForeignKey(Job.id), index=True)
    at: Mapped[Moment]
    words: Mapped[str] = mapped_column(Text)


class Slot(Base):
    """One moment of the timetable: whoever inserts the row runs it, so M workers run it once."""

    __tablename__ = "job_slot"

    kind: Mapped[str] = mapped_column(String(64), primary_key=True)
    at: Mapped[datetime] = mapped_column(primary_key=True)


class WorkerBeat(Base):
    """A worker process and when it last said that it lives."""

    __tablename__ = "worker_beat"

    name: Mapped[str] = mapped_column(String(100), primary_key=True)
    started_at: Mapped[Moment]
    seen_at: Mapped[Moment]
