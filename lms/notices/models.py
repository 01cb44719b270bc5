"""What was told to whom, and what came back."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.db import Base, Id, Moment
from lms.people import OrgUnit, Person, Role

LONGEST_TITLE = 80
LONGEST_BODY = 5000
LONGEST_REASON = 200
LONGEST_WORDS = 120


class NoticeKind(StrEnum):
    """Who speaks: somebody to a group, somebody to those who are late, the school itself."""

    notice = "notice"
    reminder = "reminder"
    system = "system"


class Topic(StrEnum):
    """What it is about: people choose for each how they want to hear of it."""

    notice = "notice"
    reminder = "reminder"
    task = "task"
    due = "due"
    result = "result"
    certificate = "certificate"
    course = "course"
    duty = "duty"
    file = "file"


class Way(StrEnum):
    """How somebody hears of a topic: mail at once, mail once a day, here only, not at all."""

    now = "now"
    digest = "digest"
    site = "site"
    off = "off"


# What people say to each other, and who may do what, is nobody's to miss.
MISSABLE = frozenset(Topic) - {Topic.notice, Topic.reminder, Topic.duty}


class Notice(Base):
    """Something told once to those it was for at that moment; its words never change.

    `unit_id` is the unit in whose name or scope it stands: whoever organizes that unit follows
    it, too. `key` names what must not be told twice. What the school itself says is kept as a
    message of the catalogue with the `values` to be put in: each reads it in their language.
    """

    __tablename__ = "notice"
    __table_args__ = (
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawal_reason = '')", name="says_why"),
        CheckConstraint("(kind = 'system') = (sender_id IS NULL)", name="somebody_speaks"),
        CheckConstraint("recipients >= 0", name="counts_people"),
    )

    id: Mapped[Id]
    kind: Mapped[NoticeKind]
    topic: Mapped[Topic] = mapped_column(default=Topic.notice)
    title: Mapped[str] = mapped_column(String(LONGEST_TITLE))
    body: Mapped[str] = mapped_column(Text)
    values: Mapped[dict[str, Any] | None]
    link: Mapped[str] = mapped_column(String(200), default="")
    signed: Mapped[str] = mapped_column(String(80))
    sender_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey(OrgUnit.id), index=True)
    audience: Mapped[str] = mapped_column(String(LONGEST_WORDS))
    role: Mapped[Role | None]
    must_confirm: Mapped[bool] = mapped_column(default=False)
    sent_at: Mapped[Moment]
    recipients: Mapped[int] = mapped_column(default=0)
    key: Mapped[str | None] = mapped_column(String(120), unique=True)
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    withdrawal_reason: Mapped[str] = mapped_column(String(LONGEST_REASON), default="")

    unit: Mapped[OrgUnit | None] = relationship(lazy="raise_on_sql")


class Receipt(Base):
    """One person's copy of a notice: when it was read and confirmed.

    `unit_id` is where the person belonged when it was sent; `told` what is put into the words for
    this person alone.
    """

    __tablename__ = "notice_receipt"
    __table_args__ = (
        CheckConstraint("confirmed_at IS NULL OR read_at IS NOT NULL", name="read_if_confirmed"),
        Index("ix_notice_receipt_person_id_notice_id", "person_id", "notice_id"),
        Index(
            "ix_notice_receipt_unread",
            "person_id",
            "notice_id",
            sqlite_where=text("read_at IS NULL"),
            postgresql_where=text("read_at IS NULL"),
        ),
    )

    notice_id: Mapped[int] = mapped_column(ForeignKey(Notice.id), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), primary_key=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey(OrgUnit.id))
    told: Mapped[dict[str, Any] | None]
    read_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    digested_at: Mapped[datetime | None]

    notice: Mapped[Notice] = relationship(lazy="raise_on_sql")


class Reminded(Base):
    """When somebody was last reminded of a thing, such as "assignment:3"."""

    __tablename__ = "notice_reminded"

    subject: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), primary_key=True)
    reminded_at: Mapped[Moment]


class Choice(Base):
    """How somebody wants notices by mail; who has chosen nothing has no row.

    Between the hours `quiet_from` and `quiet_to` of the school's clock no mail goes out.
    `new_mail` is an address that they have yet to show to be theirs, by a code sent there.
    """

    __tablename__ = "notice_choice"
    __table_args__ = (
        CheckConstraint("quiet_from BETWEEN 0 AND 23", name="quiet_from_an_hour"),
        CheckConstraint("quiet_to BETWEEN 0 AND 23", name="quiet_to_an_hour"),
        CheckConstraint("(new_mail IS NULL) = (new_mail_until IS NULL)", name="new_mail_ends"),
        CheckConstraint("(quiet_from IS NULL) = (quiet_to IS NULL)", name="quiet_has_an_end"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), primary_key=True)
    quiet_from: Mapped[int | None]
    quiet_to: Mapped[int | None]
    new_mail: Mapped[str | None] = mapped_column(String(254))
    new_mail_until: Mapped[datetime | None]
    new_mail_tries: Mapped[int] = mapped_column(default=0)


class TopicChoice(Base):
    """The way that somebody chose for a topic; without a row it is mail at once.

    A digest holds what came after `since`.
    """

    __tablename__ = "notice_topic_choice"

    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), primary_key=True)
    topic: Mapped[Topic] = mapped_column(primary_key=True)
    way: Mapped[Way]
    since: Mapped[Moment]
