"""Courses, tasks and facts about them, as short as tests can say it."""

from datetime import UTC, date, datetime

from sqlalchemy.orm import Session

from courses.assignments.contents import Content
from courses.assignments.models import (
    Assignment,
    AssignmentContent,
    AssignmentUnit,
    ContentKind,
)
from courses.assignments.queries import WHOLE
from courses.catalogue.models import Course, CourseState, CourseVersion
from courses.enrolment.models import Enrolment
from courses.progress.models import CourseCompletion
from lms.people import OrgUnit, Person
from quizzes.papers.models import Quiz
from quizzes.sittings.models import Hand, Sitting

START, DEADLINE = date(2026, 4, 1), date(2026, 6, 30)


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 4, tzinfo=UTC)  # noon in Shanghai


def add_course(session: Session, owner: Person, title: str = "支部工作实务", hours=2) -> Course:
    course = Course(
        slug=title,
        title=title,
        owner_id=owner.id,
        state=CourseState.published,
        version=1,
        lesson_count=1,
        nominal_hours=hours,
        published_at=noon(START),
    )
    session.add(course)
    session.flush()
    session.add(
        CourseVersion(
            course_id=course.id,
            number=1,
            title=title,
            lesson_count=1,
            required_count=1,
            nominal_hours=hours,
            published_by=owner.id,
        )
    )
    session.flush()
    return course


def add_quiz(session: Session, owner: Person, title: str = "党章知识测试") -> Quiz:
    quiz = Quiz(
        title=title, owner_id=owner.id, published_at=noon(START), item_count=10, max_mark=100
    )
    session.add(quiz)
    session.flush()
    return quiz


def begin(session: Session, person: Person, course: Course, at: datetime) -> Enrolment:
    version = session.query(CourseVersion).filter_by(course_id=course.id).one()
    enrolment = Enrolment(
        person_id=person.id,
        course_id=course.id,
        version_id=version.id,
        required_left=1,
        enrolled_at=at,
        started_at=at,
    )
    session.add(enrolment)
    session.flush()
    return enrolment


def complete(session: Session, person: Person, course: Course, at: datetime) -> None:
    enrolment = begin(session, person, course, at)
    session.add(
        CourseCompletion(
            enrolment_id=enrolment.id,
            person_id=person.id,
            course_id=course.id,
            completed_at=at,
            nominal_hours=course.nominal_hours,
        )
    )
    session.flush()


def sit(session: Session, person: Person, quiz: Quiz, at: datetime, *, passed: bool) -> None:
    attempt = session.query(Sitting).filter_by(quiz_id=quiz.id, person_id=person.id).count() + 1
    session.add(
        Sitting(
            quiz_id=quiz.id,
            person_id=person.id,
            attempt=attempt,
            started_at=at,
            submitted_at=at,
            submitted_by=Hand.person,
            receipt=f"{quiz.id}-{person.id}-{attempt}",
            max_mark=100,
            mark=90 if passed else 30,
            is_passed=passed,
        )
    )
    session.flush()


def set_task(session: Session, units: list[OrgUnit], *contents: object, **values) -> Assignment:
    assignment = Assignment(
        title=values.pop("title", "第二季度集中学习"),
        period=values.pop("period", "2026 年第二季度"),
        starts_on=values.pop("starts_on", START),
        deadline=values.pop("deadline", DEADLINE),
        roles=frozenset(values.pop("roles", ())),
        statuses=frozenset(values.pop("statuses", ())),
        created_by_id=values.pop("by").id,
        **values,
    )
    session.add(assignment)
    session.flush()
    for unit in units:
        session.add(AssignmentUnit(assignment_id=assignment.id, unit_id=unit.id))
    for position, thing in enumerate(contents):
        kind = ContentKind(thing.__tablename__)
        row = AssignmentContent(assignment_id=assignment.id, position=position, kind=kind)
        setattr(row, f"{kind}_id", thing.id)
        session.add(row)
    session.flush()
    return session.get_one(Assignment, assignment.id, options=WHOLE, populate_existing=True)


def content(thing: object) -> Content:
    return Content(ContentKind(thing.__tablename__), thing.id)
