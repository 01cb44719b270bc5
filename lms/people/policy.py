"""Who may see and change whom: each rule as a predicate and, below it, as SQL.

Scope is a subtree: an organizer's grants open their units and everything below. The auditor reads
what the granted subtree holds; the admin has the whole school.
"""

from datetime import date, datetime

from sqlalchemy import BindParameter, ColumnElement, and_, exists, false, or_, true
from sqlalchemy.orm import aliased

from lms.people.actor import Actor
from lms.people.models import Held, Membership, OrgUnit, Person, Tree
from lms.people.roles import Role

READERS = (Role.organizer, Role.auditor)


def holds_on(held: Held, day: date) -> bool:
    """Say whether a membership or post holds on a day, by what is known now."""
    started = held.superseded_at is None and held.valid_from <= day
    return started and (held.valid_to is None or day < held.valid_to)


def held_on(
    held: type[Held], day: date | BindParameter[date], known_at: datetime | None = None
) -> ColumnElement[bool]:
    """Say in SQL what holds on a day, by what is known now or was recorded at a moment."""
    return and_(
        _known(held, known_at),
        held.valid_from <= day,
        or_(held.valid_to.is_(None), held.valid_to > day),
    )


def _known(held: type[Held], at: datetime | None) -> ColumnElement[bool]:
    if at is None:
        return held.superseded_at.is_(None)
    replaced = held.superseded_at
    return and_(held.recorded_at <= at, or_(replaced.is_(None), replaced > at))


def home_on(day: date) -> ColumnElement[bool]:
    """Say in SQL over Membership whether its unit is where its person is at home on a day.

    That is their primary unit in the party's tree; who has none there, in the administration's.
    """
    party = aliased(Membership)
    elsewhere = exists().where(
        party.person_id == Membership.person_id,
        party.tree == Tree.party,
        party.is_primary,
        held_on(party, day),
    )
    at_home = or_(Membership.tree == Tree.party, ~elsewhere)
    return and_(Membership.is_primary, held_on(Membership, day), at_home)


def root_of(path: str) -> str:
    """Return the path of the root: whose tree it is."""
    return f"/{path.split('/')[1]}/"


def may_oversee(actor: Actor, unit: OrgUnit) -> bool:
    """May read who has completed what in the unit."""
    return actor.has(Role.admin) or unit.path.startswith(actor.paths(*READERS) or ("-",))


def overseen_by(actor: Actor) -> ColumnElement[bool]:
    return _below(actor, READERS)


def may_organize(actor: Actor, unit: OrgUnit) -> bool:
    """May set tasks, exempt and remind in the unit."""
    return actor.has(Role.admin) or unit.path.startswith(actor.paths(Role.organizer) or ("-",))


def organized_by(actor: Actor) -> ColumnElement[bool]:
    return _below(actor, (Role.organizer,))


def _below(actor: Actor, roles: tuple[Role, ...]) -> ColumnElement[bool]:
    if actor.has(Role.admin):
        return true()
    return or_(false(), *(OrgUnit.path.startswith(path) for path in actor.paths(*roles)))


def people_overseen_by(actor: Actor, day: date) -> ColumnElement[bool]:
    """Say in SQL over Person whom the actor may see: who belongs, on that day, to such a unit."""
    if actor.has(Role.admin):
        return true()
    return exists().where(
        Membership.person_id == Person.id,
        Membership.unit_id == OrgUnit.id,
        held_on(Membership, day),
        overseen_by(actor),
    )


def may_administer(actor: Actor) -> bool:
    return actor.has(Role.admin)


def administered_by(actor: Actor) -> ColumnElement[bool]:
    return true() if actor.has(Role.admin) else false()
