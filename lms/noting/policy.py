"""Who may read and write a note: the one who wrote it. As a predicate and as SQL over its kind."""

from sqlalchemy import ColumnElement

from lms.noting.models import Noted
from lms.people.actor import Actor


def may_use(actor: Actor, note: Noted) -> bool:
    return note.person_id == actor.id


def used_by(actor: Actor, kind: type[Noted]) -> ColumnElement[bool]:
    return kind.person_id == actor.id
