"""Trainers, as those whom other trainers ask to work with them: everybody who teaches in school."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session

from lms.people.models import Person, Post
from lms.people.policy import held_on
from lms.people.roles import Role

MOST_FOUND = 20


class Teacher(NamedTuple):
    """Somebody who holds a trainer's post."""

    id: int
    name: str
    staff_number: str | None


def teachers_called(session: Session, text: str, day: date) -> list[Teacher]:
    """Find trainers by a part of their name, by login or by staff number; nobody for no text."""
    if not text:
        return []
    called = or_(
        Person.name.contains(text, autoescape=True),
        Person.login == text,
        Person.staff_number == text,
    )
    statement = (
        select(Person.id, Person.name, Person.staff_number)
        .where(called, _teaches(day))
        .order_by(Person.name, Person.id)
        .limit(MOST_FOUND)
    )
    return [Teacher(*row) for row in session.execute(statement)]


def is_teacher(session: Session, person_id: int, day: date) -> bool:
    mine = select(Person.id).where(Person.id == person_id, _teaches(day))
    return session.scalar(mine) is not None


def _teaches(day: date) -> ColumnElement[bool]:
    post = exists().where(
        Post.person_id == Person.id, Post.role == Role.trainer, held_on(Post, day)
    )
    return post & Person.is_active
