"""What the catalogue and a course's own page read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, bindparam, or_, select
from sqlalchemy.orm import Session, selectinload

from courses.catalogue.models import (
    Course,
    CourseState,
    VersionLesson,
    VersionSection,
)
from courses.catalogue.outline import Outline, OutlineLesson, composed
from courses.catalogue.policy import editable_by, listed_for, shared_by, visible_to
from courses.enrolment.models import Enrolment
from courses.progress.models import CourseCompletion
from lms.db import Page, one_or_refuse, paged, sliced
from lms.errors import NotFound
from lms.people import Actor, Person

PAGE = 24


class Standing(StrEnum):
    """How the reader stands with a course."""

    not_enrolled = "not_enrolled"
    learning = "learning"
    done = "done"


class Order(StrEnum):
    newest = "newest"
    most_taken = "most_taken"
    shortest = "shortest"


ORDERS: Mapping[Order, ColumnElement[Any]] = {
    Order.newest: Course.published_at.desc(),
    Order.most_taken: Course.taken.desc(),
    Order.shortest: Course.lesson_count.asc(),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for in the catalogue; empty means anything."""

    text: str = ""
    category: str = ""
    standing: Standing | None = None
    order: Order = Order.newest


class CourseCard(NamedTuple):
    """A course as the catalogue shows it, with how the reader stands with it."""

    id: int
    slug: str
    title: str
    summary: str
    category: str
    cover: str
    colour: int
    owner: str
    nominal_hours: Decimal
    lesson_count: int
    state: CourseState
    published_at: datetime | None
    seats: int | None
    taken: int
    enrolled_at: datetime | None
    lessons_done: int | None
    completed_at: datetime | None
    ended_at: datetime | None

    @property
    def standing(self) -> Standing:
        if self.enrolled_at is None or self.ended_at:
            return Standing.not_enrolled
        return Standing.done if self.completed_at else Standing.learning

    @property
    def seats_left(self) -> int | None:
        return None if self.seats is None else self.seats - self.taken


def catalogue(
    session: Session, actor: Actor, wanted: Wanted, number: int = 1, size: int = PAGE
) -> Page[CourseCard]:
    return paged(session, _catalogue(actor, wanted), CourseCard, number, size)


def catalogue_slice(
    session: Session, actor: Actor, wanted: Wanted, *, cursor: int, limit: int
) -> tuple[list[CourseCard], int]:
    statement = _catalogue(actor, wanted)
    return sliced(session, statement, CourseCard, cursor=cursor, limit=limit)


def _catalogue(actor: Actor, wanted: Wanted) -> Select[*tuple[Any, ...]]:
    statement = _cards(actor).where(listed_for(actor), *_conditions(wanted))
    return statement.order_by(ORDERS[wanted.order], Course.id.desc())


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions = [
        or_(
            Course.title.contains(word, autoescape=True),
            Course.summary.contains(word, autoescape=True),
        )
        for word in wanted.text.split()
    ]
    if wanted.category:
        conditions.append(Course.category == wanted.category)
    if wanted.standing:
        conditions.append(STANDS[wanted.standing])
    return conditions


STANDS: Mapping[Standing, ColumnElement[bool]] = {
    Standing.not_enrolled: or_(Enrolment.id.is_(None), Enrolment.ended_at.is_not(None)),
    Standing.learning: and_(
        Enrolment.id.is_not(None),
        Enrolment.ended_at.is_(None),
        CourseCompletion.completed_at.is_(None),
    ),
    Standing.done: CourseCompletion.completed_at.is_not(None),
}


def _cards(actor: Actor) -> Select[*tuple[Any, ...]]:
    mine = and_(Enrolment.course_id == Course.id, Enrolment.person_id == actor.id)
    return (
        select(
            Course.id,
            Course.slug,
            Course.title,
            Course.summary,
            Course.category,
            Course.cover,
            Course.colour,
            Person.name,
            Course.nominal_hours,
            Course.lesson_count,
            Course.state,
            Course.published_at,
            Course.seats,
            Course.taken,
            Enrolment.enrolled_at,
            Enrolment.lessons_done,
            CourseCompletion.completed_at,
            Enrolment.ended_at,
        )
        .join(Person, Person.id == Course.owner_id)
        .outerjoin(Enrolment, mine)
        .outerjoin(CourseCompletion, CourseCompletion.enrolment_id == Enrolment.id)
    )


def categories(session: Session, actor: Actor) -> list[str]:
    """Return the categories of the courses that the catalogue shows the actor."""
    statement = select(Course.category).where(listed_for(actor), Course.category != "").distinct()
    return list(session.scalars(statement.order_by(Course.category)))


def own_card(session: Session, actor: Actor, course_id: int) -> CourseCard:
    """Return a course that the actor edits, published or not."""
    statement = _cards(actor).where(Course.id == course_id, editable_by(actor))
    row = session.execute(statement).one_or_none()
    if row is None:
        raise NotFound("没有找到您要的内容。")
    return CourseCard(*row)


def published_outline(session: Session, version_id: int) -> Outline:
    """Return what a version holds: two queries, however long it is."""
    version = {"version_id": version_id}
    return composed(
        [(section_id, title) for section_id, title in session.execute(SECTIONS, version)],
        [OutlineLesson(*row) for row in session.execute(LESSONS, version)],
    )


# Built once: building costs more than asking the database.
SECTIONS: Final = (
    select(VersionSection.section_id, VersionSection.title)
    .where(VersionSection.version_id == bindparam("version_id"))
    .order_by(VersionSection.position)
)
LESSON_COLUMNS: Final = (  # what an OutlineLesson is made of
    VersionLesson.lesson_id,
    VersionLesson.section_id,
    VersionLesson.number,
    VersionLesson.kind,
    VersionLesson.ref_id,
    VersionLesson.title,
    VersionLesson.lecturer,
    VersionLesson.is_required,
    VersionLesson.nominal_hours,
    VersionLesson.rule,
    VersionLesson.chapters,
    VersionLesson.materials,
)
LESSONS: Final = (
    select(*LESSON_COLUMNS)
    .where(VersionLesson.version_id == bindparam("version_id"))
    .order_by(VersionLesson.number)
)


def visible_course(session: Session, actor: Actor, course_id: int) -> Course:
    return one_or_refuse(session, _course(course_id).where(visible_to(actor)))


def editable_course(session: Session, actor: Actor, course_id: int) -> Course:
    return one_or_refuse(session, _course(course_id).where(editable_by(actor)))


def shared_course(session: Session, actor: Actor, course_id: int) -> Course:
    """Return a course whose co_trainers the actor chooses."""
    return one_or_refuse(session, _course(course_id).where(shared_by(actor)))


def _course(course_id: int) -> Select[Course]:
    """Read a course with its audience and its co_trainers, which its policy asks for."""
    known = selectinload(Course.units), selectinload(Course.co_trainers)
    return select(Course).where(Course.id == course_id).options(*known)
