"""Writing down, changing, removing and taking back what one notes at a lecture."""

from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from courses.catalogue.models import LessonKind
from courses.lessons.queries import Place
from courses.notes.models import Note
from courses.notes.policy import may_use
from lms.db import utcnow
from lms.errors import Conflict, Forbidden, demand
from lms.people import Actor

LONGEST = 2000
MOST = 500  # at one lecture


def write(session: Session, actor: Actor, place: Place, at_ms: int, text: str) -> Note:
    if place.enrolment_id is None:
        raise Forbidden("请先报名这门课程。")
    if place.lesson.kind is not LessonKind.video:
        raise Conflict("只有视频可以按时间记笔记。")
    written = select(func.count()).where(
        Note.person_id == actor.id, Note.lesson_id == place.lesson.id
    )
    if (session.scalar(written) or 0) >= MOST:
        raise Conflict("一讲最多记 %(most)s 条笔记。", most=MOST)
    note = Note(person_id=actor.id, lesson_id=place.lesson.id, at_ms=at_ms, text=text)
    note.created_at = note.changed_at = utcnow()
    session.add(note)
    session.flush()
    return note


def revise(session: Session, actor: Actor, note: Note, text: str) -> None:
    demand(may_use(actor, note))
    changed = update(Note).where(Note.id == note.id)
    session.execute(changed.values(text=text, changed_at=utcnow()))


def remove(session: Session, actor: Actor, note: Note) -> None:
    """Put a note away. Removing twice keeps the first moment."""
    demand(may_use(actor, note))
    standing = update(Note).where(Note.id == note.id, Note.removed_at.is_(None))
    session.execute(standing.values(removed_at=utcnow()))


def take_back(session: Session, actor: Actor, note: Note) -> None:
    demand(may_use(actor, note))
    session.execute(update(Note).where(Note.id == note.id).values(removed_at=None))


def forget_removed(session: Session, before: datetime) -> None:
    session.execute(delete(Note).where(Note.removed_at < before))
