"""What the pages about links read."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import Session, aliased

from lms.db import Page, one_or_refuse, paged
from lms.people.activation.models import OneTimeLink, Purpose
from lms.people.activation.policy import within_reach
from lms.people.actor import Actor
from lms.people.models import Membership, OrgUnit, Person
from lms.people.policy import held_on, home_on, organized_by
from lms.people.units.queries import Option


class Waiting(NamedTuple):
    """Somebody who may be given a link, and whether they have a password yet."""

    id: int
    name: str
    login: str
    unit: str | None
    has_password: bool


class Opened(NamedTuple):
    """A link that still holds, and for whom."""

    id: int
    person_id: int
    name: str
    login: str
    purpose: Purpose


@dataclass(frozen=True, slots=True)
class Wanted:
    words: str = ""
    unit_id: int | None = None
    is_active: bool | None = None


def people(
    session: Session, actor: Actor, wanted: Wanted, day: date, number: int = 1
) -> Page[Waiting]:
    return paged(session, _people(actor, wanted, day), Waiting, number)


def without_password(session: Session, actor: Actor, unit_id: int, day: date) -> list[Person]:
    """Return who belongs to the unit, or below it, and has not set a password yet."""
    wanted = Wanted(unit_id=unit_id, is_active=False)
    ids = _people(actor, wanted, day).with_only_columns(Person.id).order_by(None)
    people = select(Person).where(Person.id.in_(ids)).order_by(Person.name, Person.id)
    return list(session.scalars(people))


def _people(actor: Actor, wanted: Wanted, day: date) -> Select[*tuple[object, ...]]:
    home = and_(Membership.person_id == Person.id, home_on(day))
    return (
        select(
            Person.id, Person.name, Person.login, OrgUnit.name, Person.password_hash.is_not(None)
        )
        .select_from(Person)
        .outerjoin(Membership, home)
        .outerjoin(OrgUnit, OrgUnit.id == Membership.unit_id)
        .where(within_reach(actor, day), *_conditions(wanted, day))
        .order_by(OrgUnit.path, Person.name, Person.id)
    )


def _conditions(wanted: Wanted, day: date) -> list[ColumnElement[bool]]:
    columns = (Person.name, Person.login, Person.staff_number)
    named = or_(*(column.icontains(wanted.words, autoescape=True) for column in columns))
    conditions = [
        named if wanted.words else None,
        _below(wanted.unit_id, day) if wanted.unit_id else None,
        Person.password_hash.is_not(None) if wanted.is_active else None,
        Person.password_hash.is_(None) if wanted.is_active is False else None,
    ]
    return [condition for condition in conditions if condition is not None]


def _below(unit_id: int, day: date) -> ColumnElement[bool]:
    """Say in SQL whether the person belongs primarily to the unit or to one below it."""
    theirs, unit, top = aliased(Membership), aliased(OrgUnit), aliased(OrgUnit)
    return exists().where(
        theirs.person_id == Person.id,
        theirs.is_primary,
        held_on(theirs, day),
        unit.id == theirs.unit_id,
        top.id == unit_id,
        unit.path.startswith(top.path),
    )


def person(session: Session, actor: Actor, person_id: int, day: date) -> Person:
    statement = select(Person).where(Person.id == person_id, within_reach(actor, day))
    return one_or_refuse(session, statement)


def unit(session: Session, actor: Actor, unit_id: int) -> OrgUnit:
    statement = select(OrgUnit).where(OrgUnit.id == unit_id, organized_by(actor))
    return one_or_refuse(session, statement)


def units(session: Session, actor: Actor) -> list[Option]:
    """Return the units in which the actor organizes, those below after those above."""
    statement = (
        select(OrgUnit.id, OrgUnit.name, OrgUnit.kind, OrgUnit.path)
        .where(organized_by(actor), OrgUnit.is_active)
        .order_by(OrgUnit.path)
    )
    return [Option(*row) for row in session.execute(statement)]


def opened(session: Session, code_hash: str, now: datetime) -> Opened | None:
    """Return the link with this code if it still holds."""
    statement = (
        select(OneTimeLink.id, Person.id, Person.name, Person.login, OneTimeLink.purpose)
        .join(Person, Person.id == OneTimeLink.person_id)
        .where(OneTimeLink.code_hash == code_hash, holds(now), Person.is_active)
    )
    row = session.execute(statement).first()
    return Opened(*row) if row else None


def holds(now: datetime) -> ColumnElement[bool]:
    return and_(
        OneTimeLink.used_at.is_(None),
        OneTimeLink.replaced_at.is_(None),
        OneTimeLink.expires_at > now,
    )
