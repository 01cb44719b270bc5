"""Works, their editions and passages.

An edition is written once and never changes: a changed text makes the next edition, and one row's
state says which is read. A passage carries an anchor that the next edition takes over wherever the
text stayed what it was, so a citation made today opens the same words in years.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Base, Id, Moment
from lms.people import Person


class EditionState(StrEnum):
    """Of a work at most one edition is being written and at most one is read."""

    writing = "writing"
    current = "current"
    superseded = "superseded"


class Proof(StrEnum):
    """How far the text of an edition was compared with its original: 未校对, 校对中, 已校对."""

    unread = "unread"
    reading = "reading"
    done = "done"


class Described:
    """What is known of a work besides its text. Unknown is empty."""

    title: Mapped[str] = mapped_column(String(200))
    author: Mapped[str] = mapped_column(String(120), default="")
    era: Mapped[str] = mapped_column(String(40), default="")
    kind: Mapped[str] = mapped_column(String(40), default="")
    dated: Mapped[str] = mapped_column(String(60), default="")
    source: Mapped[str] = mapped_column(String(300), default="")
    rights: Mapped[str] = mapped_column(String(300), default="")


class Work(Described, Base):
    """A text of the library, whatever its editions. Withdrawn: staff see it, nobody reads it."""

    __tablename__ = "work"
    __table_args__ = (
        UniqueConstraint("title", "author", "dated"),
        CheckConstraint("title <> ''", name="has_a_title"),
        CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawal_reason = '')", name="withdrawn_for_a_reason"
        ),
    )

    id: Mapped[Id]
    slug: Mapped[str] = mapped_column(String(120), unique=True)
    year: Mapped[int | None]  # of `dated`, to sort by
    is_sample: Mapped[bool] = mapped_column(default=False)
    next_anchor: Mapped[int] = mapped_column(default=1)
    withdrawn_at: Mapped[datetime | None]
    withdrawal_reason: Mapped[str] = mapped_column(String(300), default="")
    created_at: Mapped[Moment]


class Edition(Base):
    """The text of a work as it was imported once; `number` counts from 1."""

    __tablename__ = "edition"
    __table_args__ = (
        UniqueConstraint("work_id", "number"),
        Index(
            "uq_edition_current",
            "work_id",
            unique=True,
            sqlite_where=text("state = 'current'"),
            postgresql_where=text("state = 'current'"),
        ),
        Index(
            "uq_edition_writing",
            "work_id",
            unique=True,
            sqlite_where=text("state = 'writing'"),
            postgresql_where=text("state = 'writing'"),
        ),
    )

    id: Mapped[Id]
    work_id: Mapped[int] = mapped_column(ForeignKey(Work.id))
    number: Mapped[int]
    state: Mapped[EditionState] = mapped_column(default=EditionState.writing)
    digest: Mapped[str] = mapped_column(String(64))
    characters: Mapped[int]
    passages: Mapped[int]
    chapters: Mapped[int]
    file_name: Mapped[str] = mapped_column(String(200), default="")
    imported_by: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    imported_at: Mapped[Moment]


class Proofreading(Base):
    """How far an edition was proofread, as somebody last said. Without a row: not at all."""

    __tablename__ = "proofreading"

    edition_id: Mapped[int] = mapped_column(ForeignKey(Edition.id), primary_key=True)
    state: Mapped[Proof]
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    changed_at: Mapped[Moment]


class Chapter(Base):
    """What is read on one page: the passages `first_n` to `last_n`.

    A chapter too long for a page is several, told apart by `part` (0: it is whole).
    """

    __tablename__ = "chapter"
    __table_args__ = (
        UniqueConstraint("edition_id", "number"),
        CheckConstraint("first_n <= last_n", name="not_empty"),
    )

    id: Mapped[Id]
    edition_id: Mapped[int] = mapped_column(ForeignKey(Edition.id))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(300), default="")
    level: Mapped[int] = mapped_column(default=1)
    part: Mapped[int] = mapped_column(default=0)
    first_n: Mapped[int]
    last_n: Mapped[int]
    first_anchor: Mapped[int]
    characters: Mapped[int]


class Passage(Base):
    """A paragraph: the n-th of its edition, from 1; its anchor lasts over the editions.

    `page` is the one of the printed original on which it begins, if the file said so.
    """

    __tablename__ = "passage"
    __table_args__ = (UniqueConstraint("edition_id", "n"), UniqueConstraint("edition_id", "anchor"))

    id: Mapped[Id]
    edition_id: Mapped[int] = mapped_column(ForeignKey(Edition.id))
    n: Mapped[int]
    anchor: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    page: Mapped[int | None]


class PendingImport(Described, Base):
    """A file that somebody has uploaded and is asked to confirm: its head matter and a summary."""

    __tablename__ = "work_import"
    __table_args__ = (
        CheckConstraint("(confirmed_at IS NULL) = (job_id IS NULL)", name="confirmed_means_queued"),
    )

    id: Mapped[Id]
    blob: Mapped[str] = mapped_column(String(64))
    file_name: Mapped[str] = mapped_column(String(200))
    summary: Mapped[dict[str, Any]]
    created_by: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    created_at: Mapped[Moment]
    confirmed_at: Mapped[datetime | None]
    job_id: Mapped[int | None] = mapped_column(ForeignKey("job.id"))
    work_id: Mapped[int | None] = mapped_column(ForeignKey(Work.id))
