"""What the pages about posts read."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session, aliased

from lms.db import Page, one_or_refuse, paged
from lms.people.actor import Actor
from lms.people.models import OrgUnit, Person, Post
from lms.people.policy import administered_by, held_on
from lms.people.roles import Role

SOON = timedelta(days=60)


class PostRow(NamedTuple):
    """A post with who holds it and where."""

    id: int
    person_id: int
    person: str
    unit_id: int
    unit: str
    role: Role
    title: str
    valid_from: date
    valid_to: date | None
    on_behalf_of: str | None

    def has_begun(self, day: date) -> bool:
        return self.valid_from <= day

    def is_over(self, day: date) -> bool:
        return self.valid_to is not None and self.valid_to <= day

    def days_left(self, day: date) -> int | None:
        """Return how many days the post is still held, where it ends soon."""
        if self.valid_to is None or not day < self.valid_to <= day + SOON:
            return None
        return (self.valid_to - day).days


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which posts a list is to show: `when` is now, soon, coming, over, or any."""

    when: str = "now"
    role: Role | None = None
    unit_id: int | None = None
    person_id: int | None = None


def posts(
    session: Session, actor: Actor, wanted: Wanted, day: date, number: int = 1
) -> Page[PostRow]:
    original = aliased(Person)
    statement = (
        select(
            Post.id,
            Person.id,
            Person.name,
            OrgUnit.id,
            OrgUnit.name,
            Post.role,
            Post.title,
            Post.valid_from,
            Post.valid_to,
            original.name,
        )
        .outerjoin(original, original.id == Post.on_behalf_of)
        .join(Person, Person.id == Post.person_id)
        .join(OrgUnit, OrgUnit.id == Post.unit_id)
        .where(administered_by(actor), Post.superseded_at.is_(None), *_conditions(wanted, day))
        .order_by(OrgUnit.path, Post.valid_from, Post.id)
    )
    return paged(session, statement, PostRow, number)


def _conditions(wanted: Wanted, day: date) -> list[ColumnElement[bool]]:
    conditions = [
        Post.role == wanted.role if wanted.role else None,
        Post.unit_id == wanted.unit_id if wanted.unit_id else None,
        Post.person_id == wanted.person_id if wanted.person_id else None,
        {
            "now": held_on(Post, day),
            "soon": and_(held_on(Post, day), Post.valid_to <= day + SOON),
            "coming": Post.valid_from > day,
            "over": Post.valid_to <= day,
        }.get(wanted.when),
    ]
    return [condition for condition in conditions if condition is not None]


def post(session: Session, actor: Actor, post_id: int, day: date) -> Post:
    """Return a post that is held, or will be."""
    statement = select(Post).where(
        Post.id == post_id,
        Post.superseded_at.is_(None),
        or_(Post.valid_to.is_(None), Post.valid_to > day),
        administered_by(actor),
    )
    return one_or_refuse(session, statement)
