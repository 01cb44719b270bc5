"""Who belongs to the units of a scope: the roster, and what one person's page tells."""

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, select
from sqlalchemy.orm import Session

from courses.assignments.audience import counted_on
from lms.db import Page, paged, sliced
from lms.errors import NotFound
from lms.people import Actor, Membership, MemberStatus, OrgUnit, Person
from lms.people.policy import overseen_by

CHUNK = 1000


class Member(NamedTuple):
    """Somebody who belongs to a unit on a day."""

    id: int
    name: str
    staff_number: str | None
    status: MemberStatus
    unit_id: int
    unit: str
    path: str
    since: date


class Looked(NamedTuple):
    """Whose people are looked for: those of a subtree on a day, narrowed by name or number."""

    path: str
    day: date
    words: str = ""


def members(session: Session, actor: Actor, wanted: Looked, number: int = 1) -> Page[Member]:
    """Return who belongs to a subtree of the actor's scope on a day."""
    return paged(session, _members(actor, wanted), Member, number)


def members_slice(
    session: Session, actor: Actor, wanted: Looked, *, cursor: int, limit: int
) -> tuple[list[Member], int]:
    return sliced(session, _members(actor, wanted), Member, cursor=cursor, limit=limit)


def everybody(session: Session, actor: Actor, wanted: Looked) -> Iterator[Member]:
    """Read all of them, as they are written into a file."""
    rows = session.connection().execute(
        _members(actor, wanted), execution_options={"yield_per": CHUNK}
    )
    return map(Member._make, rows)


def member(session: Session, actor: Actor, wanted: Looked, person_id: int) -> Member:
    """Return somebody of a subtree of the actor's scope, or refuse."""
    statement = _members(actor, wanted).where(Person.id == person_id)
    row = session.execute(statement).one_or_none()
    if row is None:
        raise NotFound("没有找到这位同志。")
    return Member(*row)


def _members(actor: Actor, wanted: Looked) -> Select[*tuple[Any, ...]]:
    statement: Select[*tuple[Any, ...]] = (
        select(
            Person.id,
            Person.name,
            Person.staff_number,
            Person.status,
            OrgUnit.id,
            OrgUnit.name,
            OrgUnit.path,
            Membership.valid_from,
        )
        .select_from(Person)
        .join(Membership, and_(Membership.person_id == Person.id, counted_on(wanted.day)))
        .join(OrgUnit, OrgUnit.id == Membership.unit_id)
        .where(overseen_by(actor), OrgUnit.path.startswith(wanted.path))
        .order_by(OrgUnit.path, Person.name, Person.id)
    )
    return statement.where(_named(wanted.words)) if wanted.words else statement


def _named(words: str) -> ColumnElement[bool]:
    return Person.name.contains(words, autoescape=True) | (Person.staff_number == words)
