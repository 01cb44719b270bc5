"""Who may give whom a link: administrators anybody but themselves, organizers plain members.

Somebody with a post could be made to hand their grants over; only an administrator reaches them.
"""

from collections.abc import Collection
from datetime import date

from sqlalchemy import ColumnElement, and_, exists, false, or_

from lms.people.actor import Actor
from lms.people.models import Membership, OrgUnit, Person, Post
from lms.people.policy import held_on, organized_by
from lms.people.roles import Role


def may_give_link(
    actor: Actor, person: Person, units: Collection[OrgUnit], *, has_post: bool
) -> bool:
    """Say so of somebody who belongs to these units today, and holds a post or will, or not."""
    if person.id == actor.id or not person.is_active:
        return False
    if actor.has(Role.admin):
        return True
    mine = actor.paths(Role.organizer) or ("-",)
    return not has_post and any(unit.path.startswith(mine) for unit in units)


def within_reach(actor: Actor, day: date) -> ColumnElement[bool]:
    """Say in SQL over Person whom the actor may give a link."""
    other = and_(Person.id != actor.id, Person.is_active)
    if actor.has(Role.admin):
        return other
    if not actor.has(Role.organizer):
        return false()
    here = (
        exists()
        .where(
            Membership.person_id == Person.id,
            Membership.unit_id == OrgUnit.id,
            held_on(Membership, day),
            organized_by(actor),
        )
        .correlate(Person)  # whatever else the query around it reads
    )
    post = exists().where(
        Post.person_id == Person.id,
        Post.superseded_at.is_(None),
        or_(Post.valid_to.is_(None), Post.valid_to > day),
    )
    return and_(other, here, ~post)
