"""What the pages about accounts read."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session, aliased

from lms.db import Page, one_or_refuse, paged
from lms.people.actor import Actor
from lms.people.models import Membership, MemberStatus, OrgUnit, Person, Post
from lms.people.policy import administered_by, held_on, home_on
from lms.people.roles import Role


class PersonRow(NamedTuple):
    """An account in the list, with the unit its person belongs to primarily."""

    id: int
    name: str
    login: str
    staff_number: str | None
    status: MemberStatus
    unit: str | None
    is_active: bool


@dataclass(frozen=True, slots=True)
class Search:
    """Which accounts a list is to show, and in which order; `-name` is the order backwards."""

    words: str = ""
    unit_id: int | None = None
    status: MemberStatus | None = None
    role: Role | None = None
    is_active: bool | None = None
    sort: str = "unit"


ORDERS: dict[str, Any] = {
    "name": Person.name,
    "login": Person.login,
    "number": Person.staff_number,
    "unit": OrgUnit.path,
    "created": Person.created_at,
}


def people(
    session: Session, actor: Actor, search: Search, day: date, number: int = 1
) -> Page[PersonRow]:
    statement = (
        select(
            Person.id,
            Person.name,
            Person.login,
            Person.staff_number,
            Person.status,
            OrgUnit.name,
            Person.is_active,
        )
        .select_from(Person)
        .outerjoin(Membership, and_(Membership.person_id == Person.id, home_on(day)))
        .outerjoin(OrgUnit, OrgUnit.id == Membership.unit_id)
        .where(administered_by(actor), *_conditions(search, day))
        .order_by(_order(search.sort), Person.id)
    )
    return paged(session, statement, PersonRow, number)


def _order(sort: str) -> Any:
    column = ORDERS.get(sort.removeprefix("-"), OrgUnit.path)
    ordered = column.desc() if sort.startswith("-") else column.asc()
    return ordered.nulls_last()


def _conditions(search: Search, day: date) -> list[ColumnElement[bool]]:
    conditions = [
        _named(search.words) if search.words else None,
        Person.status == search.status if search.status else None,
        Person.is_active.is_(search.is_active) if search.is_active is not None else None,
        _with_role(search.role, day) if search.role else None,
        _below(search.unit_id, day) if search.unit_id else None,
    ]
    return [condition for condition in conditions if condition is not None]


def _named(words: str) -> ColumnElement[bool]:
    columns = (Person.name, Person.login, Person.staff_number)
    return or_(*(column.icontains(words, autoescape=True) for column in columns))


def _with_role(role: Role, day: date) -> ColumnElement[bool]:
    if role is Role.member:  # the list joins the primary membership; this is any
        theirs = aliased(Membership)
        return exists().where(theirs.person_id == Person.id, held_on(theirs, day))
    return exists().where(Post.person_id == Person.id, Post.role == role, held_on(Post, day))


def _below(unit_id: int, day: date) -> ColumnElement[bool]:
    """Say in SQL whether the person belongs to the unit or to one below it."""
    theirs, unit, top = aliased(Membership), aliased(OrgUnit), aliased(OrgUnit)
    return exists().where(
        theirs.person_id == Person.id,
        held_on(theirs, day),
        unit.id == theirs.unit_id,
        top.id == unit_id,
        unit.path.startswith(top.path),
    )


def roles_of(
    session: Session, person_ids: Collection[int], day: date
) -> dict[int, list[tuple[Role, str]]]:
    """Return (role, title) of the posts that these people hold on the day: one query."""
    statement = (
        select(Post.person_id, Post.role, Post.title)
        .where(Post.person_id.in_(person_ids), held_on(Post, day))
        .order_by(Post.valid_from, Post.id)
    )
    posts: defaultdict[int, list[tuple[Role, str]]] = defaultdict(list)
    for person_id, role, title in session.execute(statement):
        posts[person_id].append((role, title))
    return posts


def person(session: Session, actor: Actor, person_id: int) -> Person:
    statement = select(Person).where(Person.id == person_id, administered_by(actor))
    return one_or_refuse(session, statement)


def person_named(session: Session, actor: Actor, name: str) -> Person | None:
    """Find somebody by login or staff number."""
    statement = select(Person).where(
        or_(Person.login == name, Person.staff_number == name), administered_by(actor)
    )
    return session.scalars(statement.order_by(Person.login != name).limit(1)).first()
