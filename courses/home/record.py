"""One's own record (学习档案): courses, quizzes, tasks and hours."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import Session

from courses.assignments.mine import Excuse, Mine, Whose, exemptions_of, tasks_of, whose
from courses.catalogue.models import Course, CourseVersion
from courses.certificates import queries as certificates
from courses.certificates.queries import Certified
from courses.enrolment.models import Enrolment
from courses.home.queries import Earned, earned
from courses.progress.models import CourseCompletion
from courses.reports.asking import Clock
from lms.people import Actor, Role
from quizzes.papers.models import Quiz, Release
from quizzes.sittings.models import Sitting


class Taken(NamedTuple):
    """A course that somebody is on, in the version they are on."""

    id: int
    title: str
    lessons: int
    lessons_done: int
    required_left: int
    hours: Decimal
    enrolled_at: datetime
    completed_at: datetime | None
    ended_at: datetime | None


class Sat(NamedTuple):
    """A quiz that somebody sat: the best mark, once it is shown."""

    id: int
    title: str
    times: int
    max_mark: Decimal
    mark: Decimal | None
    is_passed: bool
    is_shown: bool
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class Record:
    who: Whose | None
    earned: Earned
    courses: list[Taken]
    quizzes: list[Sat]
    tasks: list[Mine]
    exemptions: list[Excuse]
    certificates: list[Certified]


def record(session: Session, actor: Actor, clock: Clock) -> Record:
    who = whose(session, actor.id, actor.roles - {Role.member}, clock.today)
    return Record(
        who=who,
        earned=earned(session, actor.id, clock.today.year, clock.zone),
        courses=_courses(session, actor.id),
        quizzes=_quizzes(session, actor.id, clock.now),
        tasks=tasks_of(session, who, clock.now) if who else [],
        exemptions=exemptions_of(session, actor.id),
        certificates=certificates.of_person(session, actor.id),
    )


def _courses(session: Session, person_id: int) -> list[Taken]:
    """Return all courses taken: unfinished ones first, then the latest completion."""
    statement = (
        select(
            Course.id,
            CourseVersion.title,
            CourseVersion.lesson_count,
            Enrolment.lessons_done,
            Enrolment.required_left,
            CourseVersion.nominal_hours,
            Enrolment.enrolled_at,
            CourseCompletion.completed_at,
            Enrolment.ended_at,
        )
        .join(Enrolment, Enrolment.course_id == Course.id)
        .join(CourseVersion, CourseVersion.id == Enrolment.version_id)
        .outerjoin(CourseCompletion, CourseCompletion.enrolment_id == Enrolment.id)
        .where(Enrolment.person_id == person_id)
        .order_by(
            CourseCompletion.completed_at.is_not(None),
            CourseCompletion.completed_at.desc(),
            Enrolment.enrolled_at.desc(),
        )
    )
    rows: Any = session.execute(statement)
    return [Taken(*row) for row in rows]


def _quizzes(session: Session, person_id: int, now: datetime) -> list[Sat]:
    is_shown = or_(Quiz.release != Release.after_close, Quiz.closes_at <= now)
    last = func.max(Sitting.submitted_at)
    statement = (
        select(
            Quiz.id,
            Quiz.title,
            func.count(Sitting.id),
            Quiz.max_mark,
            case((is_shown, func.max(Sitting.mark))),
            func.max(case((Sitting.is_passed.is_(True), 1), else_=0)),
            case((is_shown, 1), else_=0),
            last,
        )
        .join(Sitting, Sitting.quiz_id == Quiz.id)
        .where(Sitting.person_id == person_id, Sitting.submitted_at.is_not(None))
        .group_by(Quiz.id)
        .order_by(last.desc())
    )
    rows: Any = session.execute(statement)
    return [Sat(*row)._replace(is_passed=bool(row[5]), is_shown=bool(row[6])) for row in rows]
