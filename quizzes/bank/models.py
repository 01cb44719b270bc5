from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.db import Base, Id, Moment
from lms.people import Person
from quizzes.marking import Kind, Mark


class ItemBank(Base):
    __tablename__ = "item_bank"

    id: Mapped[Id]
    title: Mapped[str] = mapped_column(String(120))
    owner_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    created_at: Mapped[Moment]

    owner: Mapped[Person] = relationship(lazy="raise_on_sql")
    co_trainers: Mapped[list["BankTrainer"]] = relationship(lazy="raise_on_sql")


class BankTrainer(Base):
    """A trainer who works on somebody else's bank."""

    __tablename__ = "item_bank_trainer"

    bank_id: Mapped[int] = mapped_column(ForeignKey(ItemBank.id), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), primary_key=True, index=True)

    person: Mapped[Person] = relationship(lazy="raise_on_sql")


class Item(Base):
    """A question of a bank; `revision` is the number of the one that new sittings get."""

    __tablename__ = "item"
    __table_args__ = (CheckConstraint("revision >= 1", name="revisions_start_at_one"),)

    id: Mapped[Id]
    bank_id: Mapped[int] = mapped_column(ForeignKey(ItemBank.id), index=True)
    revision: Mapped[int] = mapped_column(default=1)
    topic: Mapped[str] = mapped_column(String(80), default="")
    created_at: Mapped[Moment]
    retired_at: Mapped[datetime | None]

    bank: Mapped[ItemBank] = relationship(lazy="raise_on_sql")


class ItemRevision(Base):
    """A question as it was written once. Rows are only ever inserted.

    `options` are [{"id", "text"}] in the order written; `right` holds option ids, for a short
    answer every accepted text. `fingerprint` is the same for the same question.
    """

    __tablename__ = "item_revision"
    __table_args__ = (
        UniqueConstraint("item_id", "n"),
        CheckConstraint("n >= 1", name="revisions_start_at_one"),
        CheckConstraint("max_mark > 0", name="earns_something"),
    )

    id: Mapped[Id]
    item_id: Mapped[int] = mapped_column(ForeignKey(Item.id))
    n: Mapped[int]
    kind: Mapped[Kind]
    stem: Mapped[str] = mapped_column(Text)
    options: Mapped[list[Any]]
    right: Mapped[list[Any]] = mapped_column("right_answers")
    explanation: Mapped[str] = mapped_column(Text, default="")
    max_mark: Mapped[Mark]
    fingerprint: Mapped[str] = mapped_column(String(64), index=True)
    written_by: Mapped[int] = mapped_column(ForeignKey(Person.id))
    created_at: Mapped[Moment]


class ItemImport(Base):
    """A file that was read and judged; nothing of it is in the bank until it is confirmed."""

    __tablename__ = "item_import"
    __table_args__ = (
        CheckConstraint("(confirmed_at IS NULL) = (taken IS NULL)", name="confirmed_has_taken"),
    )

    id: Mapped[Id]
    bank_id: Mapped[int] = mapped_column(ForeignKey(ItemBank.id), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    file_name: Mapped[str] = mapped_column(String(255))
    candidates: Mapped[list[Any]]
    created_at: Mapped[Moment]
    confirmed_at: Mapped[datetime | None]
    taken: Mapped[int | None]

    bank: Mapped[ItemBank] = relationship(lazy="raise_on_sql")
