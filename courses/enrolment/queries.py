from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.catalogue.models import Course, CourseVersion
from courses.enrolment.models import Enrolment
from lms.db import one_or_refuse
from lms.people import Actor


def find_enrolment(session: Session, actor: Actor, course_id: int) -> Enrolment | None:
    """Return the actor's enrolment in a course, if there is one that has not been ended."""
    statement = select(Enrolment).filter_by(person_id=actor.id, course_id=course_id, ended_at=None)
    return session.scalar(statement)


def enrolment_of(session: Session, actor: Actor, course_id: int) -> Enrolment:
    statement = select(Enrolment).filter_by(person_id=actor.id, course_id=course_id)
    return one_or_refuse(session, statement)


def current_version(session: Session, course: Course) -> CourseVersion:
    statement = select(CourseVersion).filter_by(course_id=course.id, number=course.version)
    return one_or_refuse(session, statement)
