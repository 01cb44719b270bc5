"""A course as its own page begins: one statement, built once, for whoever reads it."""

from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import Select, and_, bindparam, or_, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from courses.catalogue.models import (
    Audience,
    Course,
    CourseState,
    CourseTrainer,
    CourseUnit,
    CourseVersion,
)
from courses.catalogue.policy import is_for, may_edit, may_join, may_see
from courses.catalogue.queries import CourseCard
from courses.enrolment.models import Enrolment
from courses.progress.models import CourseCompletion
from lms.errors import Gone
from lms.people import Actor, OrgUnit, Person, Role


class CourseHead(NamedTuple):
    """A published course in the version that the reader is on, with what they may do.

    `enrolment_id` is None where it was ended, too: then `ended_because` says why.
    """

    card: CourseCard
    version_id: int
    version: int
    enrolment_id: int | None
    ended_because: str
    audience: Audience
    is_open: bool
    may_edit: bool


def _statement() -> Select[*tuple[Any, ...]]:
    mine = and_(Enrolment.course_id == Course.id, Enrolment.person_id == bindparam("reader"))
    version = or_(
        CourseVersion.id == Enrolment.version_id,
        and_(Enrolment.id.is_(None), CourseVersion.number == Course.version),
    )
    return (
        select(Course, CourseVersion, Enrolment, Person.name, CourseCompletion.completed_at)
        .join(Person, Person.id == Course.owner_id)
        .outerjoin(Enrolment, mine)
        .outerjoin(CourseCompletion, CourseCompletion.enrolment_id == Enrolment.id)
        .join(CourseVersion, and_(CourseVersion.course_id == Course.id, version))
        .where(Course.id == bindparam("course"))
    )


STATEMENT: Final = _statement()
UNITS: Final = select(CourseUnit).where(CourseUnit.course_id == bindparam("course"))
CO_TRAINERS: Final = select(CourseTrainer).where(CourseTrainer.course_id == bindparam("course"))


def course_head(session: Session, actor: Actor, course_id: int) -> CourseHead | None:
    """Return a published course through the actor; its words are those of their version.

    The predicates of the policy decide here: their SQL would have to be built for each reader.
    """
    row = session.execute(STATEMENT, {"reader": actor.id, "course": course_id}).one_or_none()
    if row is None:
        return None
    course, shown, enrolment, owner, completed_at = row
    _know_audience(session, course)
    _know_co_trainers(session, actor, course)
    if not may_see(actor, course, enrolment):
        _refuse_retired(actor, course)
        return None
    return CourseHead(
        card=_card(course, shown, enrolment, owner, completed_at),
        version_id=shown.id,
        version=shown.number,
        enrolment_id=enrolment.id if enrolment and not enrolment.ended_at else None,
        ended_because=enrolment.ended_because if enrolment else "",
        audience=course.audience,
        is_open=may_join(actor, course),
        may_edit=may_edit(actor, course),
    )


def _refuse_retired(actor: Actor, course: Course) -> None:
    """Tell whom a course was for that it is gone, rather than that it never was there."""
    if course.state is CourseState.retired and is_for(actor, course):
        raise Gone("这门课程已下架，不再接受报名。")


def _know_audience(session: Session, course: Course) -> None:
    """Read the units of the audience, which the policy asks for; everyone's course has none."""
    if course.audience is not Audience.everyone:
        units = session.scalars(UNITS, {"course": course.id}).all()
        set_committed_value(course, "units", units)


def _know_co_trainers(session: Session, actor: Actor, course: Course) -> None:
    """Read who writes the course with its owner: the policy asks for it only of trainers."""
    if actor.has(Role.trainer):
        set_committed_value(
            course, "co_trainers", session.scalars(CO_TRAINERS, {"course": course.id}).all()
        )


def _card(
    course: Course,
    shown: CourseVersion,
    enrolment: Enrolment | None,
    owner: str,
    completed_at: datetime | None,
) -> CourseCard:
    return CourseCard(
        id=course.id,
        slug=course.slug,
        title=shown.title,
        summary=shown.summary,
        category=shown.category,
        cover=shown.cover,
        colour=shown.colour,
        owner=owner,
        nominal_hours=shown.nominal_hours,
        lesson_count=shown.lesson_count,
        state=course.state,
        published_at=course.published_at,
        seats=course.seats,
        taken=course.taken,
        enrolled_at=enrolment.enrolled_at if enrolment else None,
        lessons_done=enrolment.lessons_done if enrolment else None,
        completed_at=completed_at,
        ended_at=enrolment.ended_at if enrolment else None,
    )


def audience_names(session: Session, head: CourseHead) -> list[str]:
    """Return the units a course is for, by name; none when it is for everyone."""
    if head.audience is Audience.everyone:
        return []
    statement = (
        select(OrgUnit.name)
        .join(CourseUnit, CourseUnit.unit_id == OrgUnit.id)
        .where(CourseUnit.course_id == head.card.id)
        .order_by(OrgUnit.path)
    )
    return list(session.scalars(statement))
