"""What the editor of a course reads."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final, NamedTuple

from sqlalchemy import SQLColumnExpression, exists, func, or_, select
from sqlalchemy.orm import Session, contains_eager

from courses.authoring.models import CourseDraft, Lesson, Section
from courses.catalogue.models import Course, CourseState, CourseTrainer
from courses.catalogue.outline import Outline, OutlineLesson, composed
from courses.catalogue.policy import editable_by
from lms.db import Page, one_or_refuse, paged
from lms.people import Actor, OrgUnit, Person
from lms.people.models import UnitKind


class OwnCourse(NamedTuple):
    """A course as the list of its editors shows it."""

    id: int
    title: str
    cover: str
    colour: int
    owner: str
    state: CourseState
    version: int | None
    has_changes: bool
    lesson_count: int
    nominal_hours: Decimal
    taken: int
    saved_at: datetime


class Order(StrEnum):
    saved = "saved"
    by_title = "title"
    taken = "taken"


ORDERS: Final[Mapping[Order, SQLColumnExpression[Any]]] = {
    Order.saved: CourseDraft.saved_at.desc(),
    Order.by_title: CourseDraft.title.asc(),
    Order.taken: Course.taken.desc(),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which courses a list of their editors is to show; empty means any."""

    text: str = ""
    state: CourseState | None = None
    order: Order = Order.saved


def own_courses(session: Session, actor: Actor, wanted: Wanted, number: int) -> Page[OwnCourse]:
    statement = (
        select(
            Course.id,
            CourseDraft.title,
            CourseDraft.cover,
            CourseDraft.colour,
            Person.name,
            Course.state,
            Course.version,
            CourseDraft.has_changes,
            Course.lesson_count,
            Course.nominal_hours,
            Course.taken,
            CourseDraft.saved_at,
        )
        .join(CourseDraft, CourseDraft.course_id == Course.id)
        .join(Person, Person.id == Course.owner_id)
        .where(editable_by(actor))
        .order_by(ORDERS[wanted.order], Course.id.desc())
    )
    if wanted.text:
        statement = statement.where(CourseDraft.title.contains(wanted.text, autoescape=True))
    if wanted.state:
        statement = statement.where(Course.state == wanted.state)
    return paged(session, statement, OwnCourse, number, 30)


class Author(NamedTuple):
    """Somebody who writes a course: its owner first, then who does so with them."""

    id: int
    name: str
    staff_number: str | None
    is_owner: bool


def authors(session: Session, course_id: int) -> list[Author]:
    """Name the authors to a caller who has already found the course through the actor."""
    helps = exists().where(
        CourseTrainer.course_id == Course.id, CourseTrainer.person_id == Person.id
    )
    is_owner = (Course.owner_id == Person.id).label("is_owner")
    statement = (
        select(Person.id, Person.name, Person.staff_number, is_owner)
        .join(Course, or_(is_owner, helps))
        .where(Course.id == course_id)
        .order_by(is_owner.desc(), Person.name, Person.id)
    )
    return [Author(*row) for row in session.execute(statement)]


def draft_of(session: Session, course_id: int) -> CourseDraft:
    """Return the draft to a caller who has already found the course through the actor."""
    return one_or_refuse(session, select(CourseDraft).where(CourseDraft.course_id == course_id))


def other_saver(session: Session, actor: Actor, draft: CourseDraft) -> str | None:
    """Return the name of who saved a draft last, unless it was the actor."""
    if draft.saved_by in {None, actor.id}:
        return None
    return session.scalar(select(Person.name).where(Person.id == draft.saved_by))


def editable_section(session: Session, actor: Actor, section_id: int) -> Section:
    statement = (
        select(Section)
        .join(Section.course)
        .options(contains_eager(Section.course).selectinload(Course.co_trainers))
        .where(Section.id == section_id, Section.removed_at.is_(None), editable_by(actor))
    )
    return one_or_refuse(session, statement)


def editable_lesson(session: Session, actor: Actor, lesson_id: int) -> Lesson:
    statement = (
        select(Lesson)
        .join(Lesson.course)
        .options(contains_eager(Lesson.course).selectinload(Course.co_trainers))
        .where(Lesson.id == lesson_id, Lesson.removed_at.is_(None), editable_by(actor))
    )
    return one_or_refuse(session, statement)


def draft_outline(session: Session, course_id: int) -> Outline:
    """Return what the draft holds: two queries, however long it is."""
    sections = (
        select(Section.id, Section.title)
        .where(Section.course_id == course_id, Section.removed_at.is_(None))
        .order_by(Section.position, Section.id)
    )
    lessons = (
        select(
            Lesson.id,
            Lesson.section_id,
            func.row_number().over(
                order_by=(Section.position, Section.id, Lesson.position, Lesson.id)
            ),
            Lesson.kind,
            Lesson.ref_id,
            Lesson.title,
            Lesson.lecturer,
            Lesson.is_required,
            Lesson.nominal_hours,
            Lesson.rule,
            Lesson.chapters,
            Lesson.materials,
        )
        .join(Section, Section.id == Lesson.section_id)
        .where(Lesson.course_id == course_id, Lesson.removed_at.is_(None))
        .order_by(Section.position, Section.id, Lesson.position, Lesson.id)
    )
    return composed(
        [(row.id, row.title) for row in session.execute(sections)],
        [OutlineLesson(*row) for row in session.execute(lessons)],
    )


class UnitChoice(NamedTuple):
    """A unit that a course can be opened to; `depth` counts from the root."""

    id: int
    name: str
    kind: UnitKind
    path: str

    @property
    def depth(self) -> int:
        return self.path.count("/") - 2


def unit_choices(session: Session) -> list[UnitChoice]:
    """Return the whole tree, each unit before those below it."""
    statement = select(OrgUnit.id, OrgUnit.name, OrgUnit.kind, OrgUnit.path)
    statement = statement.where(OrgUnit.is_active).order_by(OrgUnit.path)
    return [UnitChoice(*row) for row in session.execute(statement)]
