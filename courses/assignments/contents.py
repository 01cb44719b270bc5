"""What a task can ask for: courses, quizzes and works; what is offered, and how each is called."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, exists, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from courses.assignments.models import Assignment, AssignmentContent, ContentKind
from courses.catalogue.models import Audience, Course, CourseState, CourseUnit
from library.works.models import Edition, EditionState, Work
from lms.people import OrgUnit
from quizzes.papers.models import Quiz


class Content(NamedTuple):
    kind: ContentKind
    id: int


class Choice(NamedTuple):
    """Something to choose for a task, by its title."""

    id: int
    title: str


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where the things of a kind stand, and which of them may go into a new task."""

    id: InstrumentedAttribute[int]
    title: InstrumentedAttribute[str]
    is_offered: ColumnElement[bool]


READ_NOW = exists().where(Edition.work_id == Work.id, Edition.state == EditionState.current)
SHELVES: Mapping[ContentKind, Shelf] = {
    ContentKind.course: Shelf(Course.id, Course.title, Course.state == CourseState.published),
    ContentKind.quiz: Shelf(
        Quiz.id, Quiz.title, and_(Quiz.published_at.is_not(None), Quiz.retired_at.is_(None))
    ),
    ContentKind.work: Shelf(Work.id, Work.title, and_(Work.withdrawn_at.is_(None), READ_NOW)),
}


def content_of(row: AssignmentContent) -> Content:
    ids = {"course": row.course_id, "quiz": row.quiz_id, "work": row.work_id}
    return Content(row.kind, ids[row.kind] or 0)


def of(assignment: Assignment) -> list[Content]:
    return [content_of(row) for row in assignment.contents]


def offered(session: Session, wanted: Collection[Content]) -> frozenset[Content]:
    """Return those of the wanted contents that may go into a task."""
    return frozenset(
        Content(kind, row.id)
        for kind, shelf, ids in _by_shelf(wanted)
        for row in session.execute(select(shelf.id).where(shelf.id.in_(ids), shelf.is_offered))
    )


def closed_to(session: Session, wanted: Iterable[Content], paths: Collection[str]) -> list[str]:
    """Return the titles of courses that are not open to everybody below these units."""
    ids = [item.id for item in wanted if item.kind is ContentKind.course]
    statement = (
        select(Course.title, OrgUnit.path)
        .join(CourseUnit, CourseUnit.course_id == Course.id)
        .join(OrgUnit, OrgUnit.id == CourseUnit.unit_id)
        .where(Course.id.in_(ids), Course.audience == Audience.units)
    )
    open_paths: defaultdict[str, list[str]] = defaultdict(list)
    for title, path in session.execute(statement):
        open_paths[title].append(path)
    return [
        title
        for title, tops in open_paths.items()
        if not all(path.startswith(tuple(tops)) for path in paths)
    ]


def titles(session: Session, wanted: Iterable[Content]) -> dict[Content, str]:
    return {
        Content(kind, row.id): row.title
        for kind, shelf, ids in _by_shelf(wanted)
        for row in session.execute(select(shelf.id, shelf.title).where(shelf.id.in_(ids)))
    }


def choices(session: Session, kind: ContentKind, kept: Iterable[Content]) -> list[Choice]:
    """Return what may be chosen of a kind, and what a task has already."""
    shelf = SHELVES[kind]
    ids = [item.id for item in kept if item.kind is kind]
    statement = select(shelf.id, shelf.title).where(shelf.is_offered | shelf.id.in_(ids))
    rows: Any = session.execute(statement.order_by(shelf.title, shelf.id))
    return [Choice(*row) for row in rows]


def _by_shelf(wanted: Iterable[Content]) -> Iterable[tuple[ContentKind, Shelf, list[int]]]:
    ids: defaultdict[ContentKind, list[int]] = defaultdict(list)
    for item in wanted:
        ids[item.kind].append(item.id)
    return [(kind, SHELVES[kind], ids[kind]) for kind in ids]
