from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.db import Base, Id, Moment
from lms.people import Person
from quizzes.bank.models import Item, ItemBank
from quizzes.marking import Kind, Mark, Partial


class Visibility(StrEnum):
    """Open to everybody who is signed in, or only to whom a course or task gives it."""

    everyone = "everyone"
    given = "given"


class Release(StrEnum):
    """When marks and answers are shown to those who sat."""

    at_once = "at_once"
    marks_at_once = "marks_at_once"
    after_close = "after_close"
    marks_only = "marks_only"


WAITS_FOR_CLOSE = (Release.marks_at_once, Release.after_close)


class Quiz(Base):
    """A quiz with its rules. `first_sat_at` is set by the first sitting and stays.

    Without a time limit a sitting lasts until the quiz closes; without attempts it may be sat as
    often as one likes. `max_mark` and `item_count` are those of the blueprint.
    """

    __tablename__ = "quiz"
    __table_args__ = (
        CheckConstraint("time_limit_seconds >= 60", name="lasts_a_minute"),
        CheckConstraint("attempts >= 1", name="may_be_sat"),
        CheckConstraint("pass_percent BETWEEN 0 AND 10000", name="pass_mark_is_a_share"),
        CheckConstraint("closes_at > opens_at", name="closes_after_opening"),
        CheckConstraint(
            "release NOT IN ('marks_at_once', 'after_close') OR closes_at IS NOT NULL",
            name="release_waits_for_a_close",
        ),
        CheckConstraint(
            "first_sat_at IS NULL OR published_at IS NOT NULL", name="sat_if_published"
        ),
    )

    id: Mapped[Id]
    title: Mapped[str] = mapped_column(String(120))
    instructions: Mapped[str] = mapped_column(Text, default="")
    owner_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    visibility: Mapped[Visibility] = mapped_column(default=Visibility.everyone)
    time_limit_seconds: Mapped[int | None]
    attempts: Mapped[int | None]
    pass_percent: Mapped[Mark] = mapped_column(default=Decimal(60))
    partial: Mapped[Partial] = mapped_column(default=Partial.nothing)
    shuffles_items: Mapped[bool] = mapped_column(default=True)
    shuffles_options: Mapped[bool] = mapped_column(default=True)
    opens_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    release: Mapped[Release] = mapped_column(default=Release.at_once)
    max_mark: Mapped[Mark] = mapped_column(default=Decimal(0))
    item_count: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[Moment]
    published_at: Mapped[datetime | None]
    first_sat_at: Mapped[datetime | None]
    retired_at: Mapped[datetime | None]

    owner: Mapped[Person] = relationship(lazy="raise_on_sql")

    @property
    def is_published(self) -> bool:
        return self.published_at is not None


class Part(Base):
    """A part of a quiz's blueprint: one item, or so many drawn from a bank for each sitting.

    `mark` is what each question of the part is worth. A draw may be narrowed to a kind or topic.
    """

    __tablename__ = "quiz_part"
    __table_args__ = (
        UniqueConstraint("quiz_id", "item_id"),
        CheckConstraint("(item_id IS NULL) <> (bank_id IS NULL)", name="an_item_or_a_bank"),
        CheckConstraint("draw >= 1 AND (item_id IS NULL OR draw = 1)", name="an_item_once"),
        CheckConstraint("mark > 0", name="worth_something"),
    )

    id: Mapped[Id]
    quiz_id: Mapped[int] = mapped_column(ForeignKey(Quiz.id), index=True)
    position: Mapped[int]
    item_id: Mapped[int | None] = mapped_column(ForeignKey(Item.id))
    bank_id: Mapped[int | None] = mapped_column(ForeignKey(ItemBank.id))
    kind: Mapped[Kind | None]
    topic: Mapped[str] = mapped_column(String(80), default="")
    draw: Mapped[int] = mapped_column(default=1)
    mark: Mapped[Mark]
