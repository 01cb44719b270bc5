from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Base, Moment
from lms.people import Person
from media.assets.models import Asset
from media.playback.bucket import CAPACITY


class Lease(Base):
    """The right of one person to play one film on one device, until another lease takes over.

    `subject` names what it was opened for (a lesson, a preview). `held_ms` at `seen_at` is the
    bucket of watched time; the person's next lease goes on with it. `last_seq` orders the
    reports of one device.
    """

    __tablename__ = "playback_lease"
    __table_args__ = (
        CheckConstraint(f"held_ms BETWEEN 0 AND {CAPACITY}", name="held_within_capacity"),
        Index(
            "uq_playback_lease_live",
            "person_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_playback_lease_ended_at", "ended_at"),
    )

    token: Mapped[str] = mapped_column(String(32), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    asset_id: Mapped[int] = mapped_column(ForeignKey(Asset.id))
    subject: Mapped[str] = mapped_column(String(64))
    needed_ms: Mapped[int]
    length_ms: Mapped[int]
    held_ms: Mapped[int] = mapped_column(default=0)
    last_seq: Mapped[int] = mapped_column(default=0)
    opened_at: Mapped[Moment]
    seen_at: Mapped[Moment]
    ended_at: Mapped[datetime | None]


class Watched(Base):
    """What a person has watched of a film: a union of [start, stop) in milliseconds."""

    __tablename__ = "watched"
    __table_args__ = (CheckConstraint("counted_ms >= 0", name="counted_not_negative"),)

    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), primary_key=True)
    asset_id: Mapped[int] = mapped_column(ForeignKey(Asset.id), primary_key=True, index=True)
    intervals: Mapped[list[Any]]
    counted_ms: Mapped[int]
    position_ms: Mapped[int]
    updated_at: Mapped[Moment]
