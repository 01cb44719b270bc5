"""Whom a task addresses, as a predicate over one person's situation and as SQL over everybody.

People count where their primary membership puts them, each once: what the units of a report hold
adds up to what the unit above them holds.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    and_,
    exists,
    false,
    literal,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.orm import aliased

from courses.assignments.models import Assignment, AssignmentUnit
from lms.people import Actor, Membership, MemberStatus, OrgUnit, Person, Post, Role
from lms.people.policy import held_on, root_of


class Audience(NamedTuple):
    """The subtrees a task is for; empty roles or statuses ask for none in particular."""

    paths: tuple[str, ...]
    roles: frozenset[Role] = frozenset()
    statuses: frozenset[MemberStatus] = frozenset()

    @property
    def posts(self) -> frozenset[Role]:
        """The roles that ask for a post; whoever belongs is a member anyway."""
        return frozenset() if Role.member in self.roles else self.roles


class Situation(NamedTuple):
    """Where somebody stands on a day: the paths of their units, their status, their posts.

    The units are the primary ones: one in each tree in which they belong.
    """

    paths: tuple[str, ...]
    status: MemberStatus
    posts: frozenset[Role] = frozenset()


def audience_of(assignment: Assignment) -> Audience:
    return Audience(
        tuple(unit.path for unit in assignment.units),
        assignment.roles,
        assignment.statuses,
    )


def is_addressed(audience: Audience, who: Situation) -> bool:
    belongs = any(path.startswith(audience.paths) for path in who.paths)
    fits = not audience.statuses or who.status in audience.statuses
    return belongs and fits and (not audience.posts or bool(audience.posts & who.posts))


class Time(NamedTuple):
    """As of which day something is asked, and by what was recorded at which moment."""

    day: date
    known_at: datetime | None = None


def addressed(audience: Audience, when: Time, seen_from: str = "") -> ColumnElement[bool]:
    """Say the same in SQL over Person; `seen_from` a subtree, over its OrgUnit, too.

    Who looks from a subtree has the unit of that tree at hand: only where the task is for units
    of the other tree are the people's places there looked up.
    """
    tree = root_of(seen_from) if seen_from else "-"
    near = [path for path in audience.paths if path.startswith(tree)]
    far = [path for path in audience.paths if not path.startswith(tree)]
    places = [OrgUnit.path.startswith(path) for path in near]
    if far:
        places.append(Person.id.in_(_placed(far, when)))
    day, known_at = when
    rules = [or_(false(), *places)]
    if audience.statuses:
        rules.append(Person.status.in_(audience.statuses))
    if audience.posts:
        holders = select(Post.person_id).where(
            Post.role.in_(audience.posts), held_on(Post, day, known_at)
        )
        rules.append(Person.id.in_(holders))
    return and_(*rules)


def _placed(paths: Iterable[str], when: Time) -> Select[int]:
    """Return who is counted in one of the subtrees."""
    return (
        select(Membership.person_id)
        .join(OrgUnit, OrgUnit.id == Membership.unit_id)
        .where(counted_on(*when), or_(*(OrgUnit.path.startswith(path) for path in paths)))
        .correlate(None)
    )


def counted_in(rule: ColumnElement[bool], day: date) -> ColumnElement[bool]:
    """Say in SQL over Person whether they are counted in a unit of which the `rule` holds."""
    units = (
        select(Membership.id)
        .join(OrgUnit, OrgUnit.id == Membership.unit_id)
        .where(Membership.person_id == Person.id, counted_on(day), rule)
    )
    return exists(units.correlate(Person))


def addressing(who: Situation) -> ColumnElement[bool]:
    """Say the same in SQL over Assignment, of one person."""
    return _asks(who.paths, literal(who.status.name), who.posts)


def given_to(actor: Actor) -> ColumnElement[bool]:
    """Say in SQL over Assignment whether it is for units the actor belongs to, the second too."""
    status = select(Person.status).where(Person.id == actor.id).scalar_subquery()
    return _asks(actor.paths(Role.member), status, actor.roles)


def _asks(
    paths: Iterable[str], status: ColumnElement[Any], posts: Iterable[Role]
) -> ColumnElement[bool]:
    units = (
        select(AssignmentUnit.unit_id)
        .join(OrgUnit, OrgUnit.id == AssignmentUnit.unit_id)
        .where(
            AssignmentUnit.assignment_id == Assignment.id,
            or_(false(), *(literal(path).startswith(OrgUnit.path) for path in paths)),
        )
    )
    statuses = type_coerce(Assignment.statuses, String)
    roles = type_coerce(Assignment.roles, String)
    held = {Role.member, *posts}
    return and_(
        exists(units),
        or_(statuses == "", statuses.contains(literal("|").concat(status).concat("|"))),
        or_(roles == "", *(roles.contains(f"|{role}|") for role in sorted(held))),
    )


def counted_on(day: date, known_at: datetime | None = None) -> ColumnElement[bool]:
    """Say in SQL over Membership which one places its person on a day: one in each tree.

    Should two primary ones overlap by mistake, the later recorded one does: nobody counts twice.
    """
    later = aliased(Membership)
    return and_(
        Membership.is_primary,
        held_on(Membership, day, known_at),
        ~exists(
            select(later.id).where(
                later.person_id == Membership.person_id,
                later.tree == Membership.tree,
                later.id > Membership.id,
                later.is_primary,
                held_on(later, day, known_at),
            )
        ),
    )
