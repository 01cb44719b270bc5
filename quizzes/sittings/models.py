from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Base, Id, Moment
from lms.people import Person
from quizzes.bank.models import ItemRevision
from quizzes.marking import Kind, Mark
from quizzes.marking.columns import Hundredths
from quizzes.papers.models import Quiz

ANSWER = JSON(none_as_null=True)
RUNNING = text("submitted_at IS NULL")


class Hand(StrEnum):
    """Who handed a sitting in: the person, or the school when time was up."""

    person = "person"
    school = "school"


class Sitting(Base):
    """One attempt at a quiz. At most one of a person's is running; attempts are never reused.

    `attempts_allowed` is what the quiz allowed when it was started, so the database itself holds
    the number down.
    """

    __tablename__ = "sitting"
    __table_args__ = (
        UniqueConstraint("quiz_id", "person_id", "attempt"),
        Index(
            "uq_sitting_running",
            "quiz_id",
            "person_id",
            unique=True,
            sqlite_where=RUNNING,
            postgresql_where=RUNNING,
        ),
        Index("ix_sitting_due", "deadline_at", sqlite_where=RUNNING, postgresql_where=RUNNING),
        CheckConstraint(
            "attempt >= 1 AND (attempts_allowed IS NULL OR attempt <= attempts_allowed)",
            name="attempt_is_allowed",
        ),
        CheckConstraint("deadline_at >= started_at", name="ends_after_start"),
        CheckConstraint(
            "(submitted_at IS NULL) = (receipt IS NULL)"
            " AND (submitted_at IS NULL) = (submitted_by IS NULL)"
            " AND (submitted_at IS NULL) = (mark IS NULL)",
            name="handed_in_has_a_receipt_and_a_mark",
        ),
        CheckConstraint("mark BETWEEN 0 AND max_mark", name="mark_within_maximum"),
    )

    id: Mapped[Id]
    quiz_id: Mapped[int] = mapped_column(ForeignKey(Quiz.id))
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    attempt: Mapped[int]
    attempts_allowed: Mapped[int | None]
    started_at: Mapped[Moment]
    deadline_at: Mapped[datetime | None]
    submitted_at: Mapped[datetime | None]
    submitted_by: Mapped[Hand | None]
    receipt: Mapped[str | None] = mapped_column(String(32), unique=True)
    max_mark: Mapped[Mark]
    mark: Mapped[Decimal | None] = mapped_column(Hundredths)
    is_passed: Mapped[bool | None]


class Question(Base):
    """A question of a sitting, frozen at the start, and the answer to it.

    `options` are the ids an answer may name, in the order shown. `is_sealed` closes the row in
    the transaction that hands in, so a save that was on its way changes nothing afterwards.
    """

    __tablename__ = "sitting_question"
    __table_args__ = (
        UniqueConstraint("sitting_id", "revision_id"),
        CheckConstraint("n >= 1", name="questions_start_at_one"),
        CheckConstraint("mark BETWEEN 0 AND max_mark", name="mark_within_maximum"),
    )

    sitting_id: Mapped[int] = mapped_column(ForeignKey(Sitting.id), primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey(ItemRevision.id), index=True)
    kind: Mapped[Kind]
    options: Mapped[list[Any]]
    max_mark: Mapped[Mark]
    seq: Mapped[int] = mapped_column(BigInteger, default=0)
    answer: Mapped[Any] = mapped_column(ANSWER, nullable=True)
    answered_at: Mapped[datetime | None]
    saved_at: Mapped[datetime | None]
    is_flagged: Mapped[bool] = mapped_column(default=False)
    is_sealed: Mapped[bool] = mapped_column(default=False)
    mark: Mapped[Decimal | None] = mapped_column(Hundredths)


class LateAnswer(Base):
    """The last answer to a question that came too late to count; for staff to see."""

    __tablename__ = "late_answer"

    sitting_id: Mapped[int] = mapped_column(ForeignKey(Sitting.id), primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger)
    answer: Mapped[Any] = mapped_column(ANSWER, nullable=True)
    answered_at: Mapped[datetime | None]
    arrived_at: Mapped[Moment]
