"""What the first page of the area reads."""

from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from lms.people.models import OrgUnit, Person, Post
from lms.people.policy import held_on
from lms.people.roles import Role

SOON = timedelta(days=60)


class Census(NamedTuple):
    people: int
    closed: int
    units: int
    posts: int


def census(session: Session, day: date) -> Census:
    counted = (
        select(func.count()).where(Person.is_active),
        select(func.count()).where(Person.is_active.is_(False)),
        select(func.count()).where(OrgUnit.is_active),
        select(func.count()).where(held_on(Post, day)),
    )
    return Census(*(session.scalar(statement) or 0 for statement in counted))


def administrators_until(session: Session, day: date) -> date | None:
    """Return the day on which the school is without administrators, if that is soon."""
    held = (
        select(Post.valid_to)
        .join(Person, Person.id == Post.person_id)
        .where(Post.role == Role.admin, held_on(Post, day), Person.is_active)
    )
    lasting = held.where(or_(Post.valid_to.is_(None), Post.valid_to > day + SOON))
    if session.execute(lasting.limit(1)).first() is not None:
        return None
    last: date | None = session.scalar(select(func.max(held.subquery().c.valid_to)))
    return last
