from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.catalogue.models import LessonKind, VersionLesson
from courses.lessons.queries import Place
from courses.progress.rules import Rule
from courses.progress.services import settle, start
from lms.db import utcnow
from lms.errors import Conflict, Forbidden
from lms.people import Actor
from media.assets import queries as assets
from media.playback import services as playback
from media.playback.models import Lease
from media.playback.services import Ticket


def open_lecture(session: Session, actor: Actor, place: Place) -> Ticket:
    """Let the actor watch a lecture here. The course has begun with it.

    What was watched before, under whatever rule, may complete the lesson at once.
    """
    if not place.may_open:
        raise Forbidden("请先报名这门课程。")
    if place.lesson.kind is not LessonKind.video or place.lesson.ref_id is None:
        raise Conflict("这一讲没有视频。")
    film = assets.asset(session, place.lesson.ref_id)
    needed = Rule.from_data(place.lesson.rule).needed(film.duration_ms or 0)
    ticket = playback.open_lease(
        session, actor, film, subject=_subject(place.lesson.id), needed=int(needed)
    )
    if place.enrolment_id is not None:
        start(session, place.enrolment_id, utcnow())
        settle(session, place.enrolment_id, utcnow())
    return ticket


def stop_playing(session: Session, person_id: int, version_id: int) -> None:
    """End what somebody plays of a version's lectures: the right to it has ended."""
    lessons = select(VersionLesson.lesson_id).where(VersionLesson.version_id == version_id)
    live = select(Lease.subject).where(Lease.person_id == person_id, Lease.ended_at.is_(None))
    subject = session.scalar(live)
    if subject is not None and subject in map(_subject, session.scalars(lessons)):
        playback.end_leases(session, subject, person_id=person_id)


def _subject(lesson_id: int) -> str:
    return f"lesson:{lesson_id}"
