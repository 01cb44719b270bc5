from sqlalchemy import Update, delete, or_, update
from sqlalchemy.orm import Session

from courses.catalogue.models import Course, CourseVersion
from courses.catalogue.policy import may_join
from courses.enrolment import queries
from courses.enrolment.models import Enrolment
from courses.lessons.services import stop_playing
from courses.progress.services import settle
from lms import audit
from lms.db import insert_once, took_effect, utcnow
from lms.errors import Conflict, demand
from lms.people import Actor


def enrol(session: Session, actor: Actor, course: Course) -> bool:
    """Put the actor on the current version; say whether this call did. Twice changes nothing.

    The unique constraint decides "only once", the conditional UPDATE decides "only so many"; the
    refusal rolls both back. What the actor has learned before counts at once. Whose enrolment was
    ended goes on where they were, on the version they were on.
    """
    demand(may_join(actor, course), "这门课程不对您开放。")
    version = queries.current_version(session, course)
    if not (_insert(session, actor, version) or _take_up(session, actor, course)):
        return False
    free = or_(Course.seats.is_(None), Course.taken < Course.seats)
    if not took_effect(session, _move(course.id, 1).where(free)):
        raise Conflict("名额已满。")
    audit.record(session, actor.id, "course.enrol", f"course:{course.id}", version=version.number)
    enrolment = queries.enrolment_of(session, actor, course.id)
    settle(session, enrolment.id, enrolment.enrolled_at)
    return True


def withdraw(session: Session, actor: Actor, course: Course) -> None:
    """Give the seat back, while nothing is completed. Without one, nothing changes."""
    enrolment = queries.find_enrolment(session, actor, course.id)
    if enrolment is None:
        return
    untouched = delete(Enrolment).where(Enrolment.id == enrolment.id, Enrolment.lessons_done == 0)
    if not took_effect(session, untouched):
        raise Conflict("您已完成其中的内容，不能再退出课程。")
    session.execute(_move(course.id, -1))
    stop_playing(session, actor.id, enrolment.version_id)
    audit.record(session, actor.id, "course.withdraw", f"course:{course.id}")


def _insert(session: Session, actor: Actor, version: CourseVersion) -> bool:
    return insert_once(
        session,
        Enrolment,
        person_id=actor.id,
        course_id=version.course_id,
        version_id=version.id,
        required_left=version.required_count,
        enrolled_at=utcnow(),
    )


def _take_up(session: Session, actor: Actor, course: Course) -> bool:
    """Open an enrolment that was ended again; say whether there was one."""
    ended = update(Enrolment).where(
        Enrolment.person_id == actor.id,
        Enrolment.course_id == course.id,
        Enrolment.ended_at.is_not(None),
    )
    return took_effect(session, ended.values(ended_at=None, ended_because=""))


def _move(course_id: int, seats: int) -> Update:
    return update(Course).where(Course.id == course_id).values(taken=Course.taken + seats)
