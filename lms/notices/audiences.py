"""Whom a notice can be for. The kinds of groups are hung on the app; a higher floor adds its own.

An audience is a statement over people, so that a notice to the whole school is one INSERT.
"""

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple, cast

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from lms.db import one_or_refuse
from lms.people import Actor, Membership, OrgUnit, Post, Role
from lms.people.policy import held_on, organized_by

NAME = "notices.audiences"


class Audience(NamedTuple):
    """A group of people and how it is called.

    `people` gives the id of each and the unit by which they are reached, some perhaps twice.
    `unit` is the unit whose organizers follow what is sent to it.
    """

    words: str
    people: Select[*tuple[Any, ...]]
    unit: OrgUnit | None = None
    role: Role | None = None


class Wish(NamedTuple):
    """The group that somebody chose: number `id` of a kind, on a day; of units only a role."""

    kind: str
    id: int
    day: date
    role: Role | None = None


class Offer(NamedTuple):
    """A group to choose, and how it is called."""

    id: int
    words: str


class Kind(NamedTuple):
    """A kind of group: which of them somebody may write to, and who is in one.

    `find` refuses what `offers` would not have offered.
    """

    label: Any
    offers: Callable[[Session, Actor, date], list[Offer]]
    find: Callable[[Session, Actor, Wish], Audience]


class Kinds(dict[str, Kind]):
    def find(self, session: Session, actor: Actor, wish: Wish) -> Audience:
        return self[wish.kind].find(session, actor, wish)


def kinds_of(app: Any) -> Kinds:
    return cast("Kinds", app.extensions[NAME])


def units(session: Session, actor: Actor, _day: date) -> list[Offer]:
    """Return the units that the actor organizes, in the order of the tree, set in by depth."""
    statement = (
        select(OrgUnit.id, OrgUnit.parent_id, OrgUnit.name)
        .where(organized_by(actor), OrgUnit.is_active)
        .order_by(OrgUnit.position, OrgUnit.id)
    )
    below: dict[int | None, list[Any]] = {}
    rows = session.execute(statement).all()
    known = {row.id for row in rows}
    for row in rows:
        below.setdefault(row.parent_id if row.parent_id in known else None, []).append(row)
    return _grown(below, None, 0)


def _grown(below: dict[int | None, list[Any]], above: int | None, depth: int) -> list[Offer]:
    return [
        offer
        for row in below.get(above, ())
        for offer in (
            Offer(row.id, "\u3000" * depth + row.name),
            *_grown(below, row.id, depth + 1),
        )
    ]


def unit(session: Session, actor: Actor, wish: Wish) -> Audience:
    """Return who belongs to a unit or to one below it; with a role, who holds it there."""
    chosen = select(OrgUnit).where(OrgUnit.id == wish.id, organized_by(actor), OrgUnit.is_active)
    found = one_or_refuse(session, chosen)
    holds = _holders(wish.role, wish.day) if wish.role else _members(wish.day)
    people = holds.where(_below(found))
    return Audience(found.name, people, found, wish.role)


def _below(found: OrgUnit) -> ColumnElement[bool]:
    return OrgUnit.path.startswith(found.path)


def _members(day: date) -> Select[*tuple[Any, ...]]:
    return (
        select(Membership.person_id, Membership.unit_id)
        .join(OrgUnit, OrgUnit.id == Membership.unit_id)
        .where(held_on(Membership, day))
    )


def _holders(role: Role, day: date) -> Select[*tuple[Any, ...]]:
    return (
        select(Post.person_id, Post.unit_id)
        .join(OrgUnit, OrgUnit.id == Post.unit_id)
        .where(held_on(Post, day), Post.role == role)
    )
