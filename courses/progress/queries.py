"""What somebody has still to complete."""

from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import Session

from courses.catalogue.models import CourseVersion, LessonKind, VersionLesson
from courses.catalogue.outline import Subject
from courses.enrolment.models import Enrolment
from courses.progress.models import LessonCompletion


class Unfinished(NamedTuple):
    """A lesson that somebody who is enrolled has not completed."""

    enrolment_id: int
    person_id: int
    course_id: int
    course_hours: Decimal
    is_started: bool
    lesson_id: int
    is_required: bool
    kind: LessonKind
    ref_id: int
    rule: dict[str, Any]

    @property
    def subject(self) -> Subject:
        return Subject(self.kind, self.ref_id)


def unfinished_about(session: Session, person_id: int, subject: Subject) -> list[Unfinished]:
    """Return a person's unfinished lessons on a subject, in whatever courses."""
    statement = _unfinished().where(
        Enrolment.person_id == person_id,
        VersionLesson.kind == subject.kind,
        VersionLesson.ref_id == subject.ref_id,
    )
    return [Unfinished(*row) for row in session.execute(statement)]


def unfinished_of(session: Session, enrolment_id: int) -> list[Unfinished]:
    statement = _unfinished().where(Enrolment.id == enrolment_id)
    return [Unfinished(*row) for row in session.execute(statement)]


def _unfinished() -> Select[Any]:
    done = and_(
        LessonCompletion.enrolment_id == Enrolment.id,
        LessonCompletion.lesson_id == VersionLesson.lesson_id,
    )
    return (
        select(
            Enrolment.id,
            Enrolment.person_id,
            Enrolment.course_id,
            CourseVersion.nominal_hours,
            Enrolment.started_at.is_not(None),
            VersionLesson.lesson_id,
            VersionLesson.is_required,
            VersionLesson.kind,
            VersionLesson.ref_id,
            VersionLesson.rule,
        )
        .join(VersionLesson, VersionLesson.version_id == Enrolment.version_id)
        .join(CourseVersion, CourseVersion.id == Enrolment.version_id)
        .outerjoin(LessonCompletion, done)
        .where(LessonCompletion.lesson_id.is_(None), Enrolment.ended_at.is_(None))
        .order_by(Enrolment.id, VersionLesson.number)
    )
