from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Base, Id, Moment

LONGEST_ADDRESS = 254


class LetterState(StrEnum):
    """`refused` by the mail server for good, `given_up` after days of trying, `dropped` by us.

    What the server took may be `delayed` on its way, or come back as `bounced`.
    """

    waiting = "waiting"
    sent = "sent"
    delayed = "delayed"
    bounced = "bounced"
    refused = "refused"
    given_up = "given_up"
    dropped = "dropped"


class Letter(Base):
    """A mail to one address. What it says is composed of facts when it is sent.

    `kind` names who composes it, `subject_id` what it is about, `told` what it needs beside.
    While it is in the hands of a sender it carries the sender's `lease`.
    """

    __tablename__ = "letter"
    __table_args__ = (
        CheckConstraint(
            "state NOT IN ('sent', 'delayed', 'bounced') OR sent_at IS NOT NULL",
            name="sent_at_a_moment",
        ),
        CheckConstraint("(lease IS NULL) = (lease_until IS NULL)", name="lease_ends"),
        Index("ix_letter_due", "state", "due_at", "id"),
        Index("ix_letter_state_id", "state", "id"),
    )

    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(String(32))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    address: Mapped[str] = mapped_column(String(LONGEST_ADDRESS))
    subject_id: Mapped[int | None]
    told: Mapped[dict[str, Any] | None]
    key: Mapped[str | None] = mapped_column(String(64), unique=True)
    state: Mapped[LetterState] = mapped_column(default=LetterState.waiting)
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[Moment]
    lease: Mapped[str | None] = mapped_column(String(32))
    lease_until: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[Moment]
    sent_at: Mapped[datetime | None]


class Failing(Base):
    """An address, in small letters, that mail did not reach: how often for good, and why last."""

    __tablename__ = "mail_failing"

    address: Mapped[str] = mapped_column(String(LONGEST_ADDRESS), primary_key=True)
    times: Mapped[int]
    why: Mapped[str] = mapped_column(Text)
    last_at: Mapped[Moment]
