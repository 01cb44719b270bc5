from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import Session

from courses.catalogue.models import CourseVersion, VersionLesson
from courses.enrolment.models import Enrolment
from courses.notes.models import Note
from lms.db import Page, one_or_refuse, paged
from lms.noting.policy import used_by
from lms.people import Actor

PAGE = 30


class NoteRow(NamedTuple):
    id: int
    at_ms: int
    text: str
    created_at: datetime

    @property
    def at_s(self) -> int:
        return self.at_ms // 1000


class Kept(NamedTuple):
    """A note with the lecture it belongs to; no place once its writer has left the course."""

    id: int
    at_ms: int
    text: str
    created_at: datetime
    course_id: int | None
    course: str | None
    number: int | None
    lesson: str | None

    @property
    def at_s(self) -> int:
        return self.at_ms // 1000


def notes_at(session: Session, actor: Actor, lesson_id: int) -> list[NoteRow]:
    """Return the actor's notes of a lecture, as the film runs."""
    statement = (
        select(Note.id, Note.at_ms, Note.text, Note.created_at)
        .where(Note.lesson_id == lesson_id, Note.removed_at.is_(None), used_by(actor, Note))
        .order_by(Note.at_ms, Note.id)
    )
    return [NoteRow(*row) for row in session.execute(statement)]


def own_note(session: Session, actor: Actor, note_id: int) -> Note:
    """Return a note of the actor, a removed one too: it can be taken back."""
    return one_or_refuse(session, select(Note).where(Note.id == note_id, used_by(actor, Note)))


def is_removed(session: Session, actor: Actor, note_id: int) -> bool:
    removed = select(Note.id).where(Note.id == note_id, Note.removed_at.is_not(None))
    return session.scalar(removed.where(used_by(actor, Note))) is not None


def place_of(session: Session, actor: Actor, note_id: int) -> Kept:
    return Kept(*session.execute(_kept(actor).where(Note.id == note_id)).one())


def all_notes(session: Session, actor: Actor, number: int) -> Page[Kept]:
    return paged(session, _standing(actor), Kept, number, PAGE)


def every_note(session: Session, actor: Actor) -> list[Kept]:
    """Return all notes of the actor, to be taken away."""
    return [Kept(*row) for row in session.execute(_standing(actor))]


def notes_of_lesson(session: Session, actor: Actor, lesson_id: int) -> list[Kept]:
    """Return the actor's notes of one lecture, to be taken away."""
    mine = _standing(actor).where(Note.lesson_id == lesson_id)
    return [Kept(*row) for row in session.execute(mine)]


def _standing(actor: Actor) -> Select[Any]:
    """Course by course, the one that was noted last first; inside as the lectures run."""
    return (
        _kept(actor)
        .where(Note.removed_at.is_(None))
        .order_by(VersionLesson.version_id.desc(), VersionLesson.number, Note.at_ms, Note.id)
    )


def _kept(actor: Actor) -> Select[Any]:
    """Join each note to its lesson in the version that its writer is on."""
    mine = (
        select(
            Enrolment.course_id,
            CourseVersion.title.label("course"),
            VersionLesson.lesson_id,
            VersionLesson.version_id,
        )
        .join(CourseVersion, CourseVersion.id == Enrolment.version_id)
        .join(VersionLesson, VersionLesson.version_id == Enrolment.version_id)
        .where(Enrolment.person_id == actor.id)
        .subquery()
    )
    here = and_(
        VersionLesson.version_id == mine.c.version_id, VersionLesson.lesson_id == mine.c.lesson_id
    )
    return (
        select(
            Note.id,
            Note.at_ms,
            Note.text,
            Note.created_at,
            mine.c.course_id,
            mine.c.course,
            VersionLesson.number,
            VersionLesson.title,
        )
        .outerjoin(mine, mine.c.lesson_id == Note.lesson_id)
        .outerjoin(VersionLesson, here)
        .where(used_by(actor, Note))
    )
