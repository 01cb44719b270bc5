"""What those who send notices read: what was sent, and who has taken note."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, func, select, true
from sqlalchemy.orm import Session, joinedload

from lms.db import Page, one_or_refuse, paged
from lms.notices.models import Notice, NoticeKind, Receipt
from lms.notices.policy import followed_by
from lms.people import Actor, OrgUnit, Person, Role
from lms.people.policy import organized_by


class Sent(NamedTuple):
    """A notice in the list of those who follow it."""

    id: int
    kind: NoticeKind
    title: str
    signed: str
    audience: str
    role: Role | None
    sent_at: datetime
    must_confirm: bool
    recipients: int
    withdrawn_at: datetime | None


COLUMNS = tuple(getattr(Notice, name) for name in Sent._fields)


def sent(session: Session, actor: Actor, number: int = 1) -> Page[Sent]:
    """Return what people sent that the actor follows, the latest first."""
    statement: Select[*tuple[Any, ...]] = (
        select(*COLUMNS)
        .where(followed_by(actor), Notice.sender_id.is_not(None))
        .order_by(Notice.id.desc())
    )
    return paged(session, statement, Sent, number)


def followed(session: Session, actor: Actor, notice_id: int) -> Notice:
    found = select(Notice).where(Notice.id == notice_id, followed_by(actor))
    return one_or_refuse(session, found.options(joinedload(Notice.unit)))


class Count(NamedTuple):
    """How many were told, have opened it, have confirmed."""

    told: int
    read: int
    confirmed: int


NOBODY = Count(0, 0, 0)
COUNTS = (func.count(), func.count(Receipt.read_at), func.count(Receipt.confirmed_at))


def counts(session: Session, notice_ids: Sequence[int]) -> dict[int, Count]:
    """Return the counts of a page of notices: one query."""
    statement = (
        select(Receipt.notice_id, *COUNTS)
        .where(Receipt.notice_id.in_(notice_ids))
        .group_by(Receipt.notice_id)
    )
    return {row[0]: Count(*row[1:]) for row in session.execute(statement)}


class UnitCount(NamedTuple):
    """The receipts of one unit's people."""

    id: int | None
    name: str | None
    figures: Count


def by_unit(session: Session, actor: Actor, notice: Notice) -> list[UnitCount]:
    """Return the counts of each unit in the actor's scope, in the order of the tree."""
    statement = (
        select(Receipt.unit_id, OrgUnit.name, *COUNTS)
        .outerjoin(OrgUnit, OrgUnit.id == Receipt.unit_id)
        .where(Receipt.notice_id == notice.id, _in_scope(actor, notice))
        .group_by(Receipt.unit_id, OrgUnit.name, OrgUnit.path)
        .order_by(OrgUnit.path)
    )
    return [UnitCount(row[0], row[1], Count(*row[2:])) for row in session.execute(statement)]


class Recipient(NamedTuple):
    """Somebody who was told."""

    id: int
    name: str
    unit: str | None
    read_at: datetime | None
    confirmed_at: datetime | None


class Sought(NamedTuple):
    """Which recipients: all, or who has not read or confirmed; of one unit or of any."""

    state: str = ""
    unit_id: int | None = None


def recipients(
    session: Session, actor: Actor, notice: Notice, sought: Sought, number: int = 1
) -> Page[Recipient]:
    """Return who was told, in the actor's scope."""
    missing = {"unread": Receipt.read_at.is_(None), "waiting": Receipt.confirmed_at.is_(None)}
    statement: Select[*tuple[Any, ...]] = (
        select(Person.id, Person.name, OrgUnit.name, Receipt.read_at, Receipt.confirmed_at)
        .join(Receipt, Receipt.person_id == Person.id)
        .outerjoin(OrgUnit, OrgUnit.id == Receipt.unit_id)
        .where(Receipt.notice_id == notice.id, _in_scope(actor, notice))
        .where(missing.get(sought.state, true()))
        .where(Receipt.unit_id == sought.unit_id if sought.unit_id else true())
        .order_by(OrgUnit.path, Person.name, Person.id)
    )
    return paged(session, statement, Recipient, number)


def _in_scope(actor: Actor, notice: Notice) -> ColumnElement[bool]:
    """Say in SQL over Receipt whose the actor sees: the people of the units they organize.

    What was not sent to a unit, but by a teacher to the learners of a course, is the sender's.
    """
    if actor.has(Role.admin) or (notice.unit_id is None and notice.sender_id == actor.id):
        return true()
    organized = select(OrgUnit.id).where(organized_by(actor))
    return Receipt.unit_id.in_(organized)
