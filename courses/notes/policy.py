"""Who may read and write a note: the one who wrote it. As a predicate and as SQL over Note."""

from sqlalchemy import ColumnElement

from courses.notes.models import Note
from lms.people import Actor


def may_use(actor: Actor, note: Note) -> bool:
    return note.person_id == actor.id


def used_by(actor: Actor) -> ColumnElement[bool]:
    return Note.person_id == actor.id
