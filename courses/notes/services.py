"""Writing down what one notes at a lecture."""

from sqlalchemy.orm import Session

from courses.catalogue.models import LessonKind
from courses.lessons.queries import Place
from courses.notes.models import Note
from lms.errors import Conflict, Forbidden
from lms.noting.services import count_of, write_down
from lms.people import Actor

MOST = 500  # at one lecture


def write(session: Session, actor: Actor, place: Place, at_ms: int, text: str) -> Note:
    if place.enrolment_id is None:
        raise Forbidden("请先报名这门课程。")
    if place.lesson.kind is not LessonKind.video:
        raise Conflict("只有视频可以按时间记笔记。")
    if count_of(session, actor, Note, Note.lesson_id == place.lesson.id) >= MOST:
        raise Conflict("一讲最多记 %(most)s 条笔记。", most=MOST)
    note = Note(person_id=actor.id, lesson_id=place.lesson.id, at_ms=at_ms, text=text)
    write_down(session, note)
    return note
