"""Who may read and write a note: the one who wrote it. As a predicate and as SQL."""

from sqlalchemy import ColumnElement

from library.notes.models import PassageNote
from lms.people import Actor


def may_use(actor: Actor, note: PassageNote) -> bool:
    return note.person_id == actor.id


def used_by(actor: Actor) -> ColumnElement[bool]:
    return PassageNote.person_id == actor.id
