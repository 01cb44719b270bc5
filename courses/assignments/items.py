"""How far one person is with each thing that tasks ask for: one query for each kind of thing."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Integer, Select, and_, bindparam, case, func, or_, select
from sqlalchemy.orm import Session

from courses.assignments.contents import Content
from courses.assignments.facts import TRAILS
from courses.assignments.models import ContentKind
from courses.catalogue.models import Course, CourseVersion
from courses.enrolment.models import Enrolment
from library.reading.models import ChapterRead
from library.works.models import Chapter, Edition, EditionState, Work
from lms.db import UTCDateTime
from quizzes.papers.models import Quiz, Release
from quizzes.sittings.models import Sitting


class CourseItem(NamedTuple):
    """A course of a task: lessons done of how many; `version_id` is the one they are on."""

    id: int
    title: str
    cover: str
    colour: int
    lessons: int
    lessons_done: int
    hours: Decimal
    enrolment_id: int | None
    version_id: int | None
    is_begun: bool
    done_at: datetime | None

    @property
    def kind(self) -> ContentKind:
        return ContentKind.course


class QuizItem(NamedTuple):
    """A quiz of a task: times sat of how many allowed; the best mark, once it is shown."""

    id: int
    title: str
    questions: int
    seconds: int | None
    attempts: int | None
    opens_at: datetime | None
    closes_at: datetime | None
    max_mark: Decimal
    sat: int
    running_id: int | None
    mark: Decimal | None
    is_begun: bool
    done_at: datetime | None

    @property
    def kind(self) -> ContentKind:
        return ContentKind.quiz

    @property
    def can_sit(self) -> bool:
        return self.attempts is None or self.sat < self.attempts


class WorkItem(NamedTuple):
    """A work of a task: chapters read of how many."""

    id: int
    title: str
    slug: str
    author: str
    chapters: int
    read: int
    is_begun: bool
    done_at: datetime | None

    @property
    def kind(self) -> ContentKind:
        return ContentKind.work


Item = CourseItem | QuizItem | WorkItem
Rows = Select[*tuple[Any, ...]]


ME: ColumnElement[int] = bindparam("person_id", type_=Integer)
NOW: ColumnElement[datetime] = bindparam("now", type_=UTCDateTime)
IDS: Any = bindparam("ids", expanding=True)


def items(
    session: Session, person_id: int, contents: Iterable[Content], now: datetime
) -> dict[Content, Item]:
    """Return how far somebody is with each of these contents."""
    ids: defaultdict[ContentKind, set[int]] = defaultdict(set)
    for content in contents:
        ids[content.kind].add(content.id)
    found: dict[Content, Item] = {}
    for kind, wanted in ids.items():
        values = {"person_id": person_id, "now": now, "ids": sorted(wanted)}
        make, statement = READ[kind]
        for row in session.execute(statement(), values):
            found[Content(kind, row.id)] = make(*row)
    return found


# Each statement is built once: building costs more than asking the database.
@cache
def _courses() -> Rows:
    mine = and_(
        Enrolment.course_id == Course.id, Enrolment.person_id == ME, Enrolment.ended_at.is_(None)
    )
    statement: Rows = select(
        Course.id,
        Course.title,
        Course.cover,
        Course.colour,
        func.coalesce(CourseVersion.lesson_count, Course.lesson_count),
        func.coalesce(Enrolment.lessons_done, 0),
        Course.nominal_hours,
        Enrolment.id.label("enrolment_id"),
        Enrolment.version_id,
        Enrolment.started_at.is_not(None),
        TRAILS[ContentKind.course].done(Course.id, ME, NOW),
    )
    return (
        statement.outerjoin(Enrolment, mine)
        .outerjoin(CourseVersion, CourseVersion.id == Enrolment.version_id)
        .where(Course.id.in_(IDS))
    )


@cache
def _quizzes() -> Rows:
    sat = (
        select(
            Sitting.quiz_id,
            func.count(Sitting.id).label("times"),
            func.max(case((Sitting.submitted_at.is_(None), Sitting.id))).label("running_id"),
            func.max(Sitting.mark).label("mark"),
        )
        .where(Sitting.person_id == ME, Sitting.quiz_id.in_(IDS))
        .group_by(Sitting.quiz_id)
        .subquery()
    )
    is_shown = or_(Quiz.release != Release.after_close, Quiz.closes_at <= NOW)
    statement: Rows = select(
        Quiz.id,
        Quiz.title,
        Quiz.item_count,
        Quiz.time_limit_seconds,
        Quiz.attempts,
        Quiz.opens_at,
        Quiz.closes_at,
        Quiz.max_mark,
        func.coalesce(sat.c.times, 0),
        sat.c.running_id,
        case((is_shown, sat.c.mark)),
        sat.c.times.is_not(None),
        TRAILS[ContentKind.quiz].done(Quiz.id, ME, NOW),
    )
    return statement.outerjoin(sat, sat.c.quiz_id == Quiz.id).where(Quiz.id.in_(IDS))


@cache
def _works() -> Rows:
    trail = TRAILS[ContentKind.work]
    read = (
        select(func.count())
        .select_from(ChapterRead)
        .join(Chapter, Chapter.first_anchor == ChapterRead.anchor)
        .where(
            Chapter.edition_id == Edition.id,
            ChapterRead.work_id == Work.id,
            ChapterRead.person_id == ME,
        )
        .correlate(Edition, Work)
        .scalar_subquery()
    )
    statement: Rows = select(
        Work.id,
        Work.title,
        Work.slug,
        Work.author,
        Edition.chapters,
        read,
        trail.begun(Work.id, ME, NOW),
        trail.done(Work.id, ME, NOW),
    )
    is_read = (Edition.work_id == Work.id) & (Edition.state == EditionState.current)
    return statement.join(Edition, is_read).where(Work.id.in_(IDS))


READ: Mapping[ContentKind, tuple[Callable[..., Item], Callable[[], Rows]]] = {
    ContentKind.course: (CourseItem, _courses),
    ContentKind.quiz: (QuizItem, _quizzes),
    ContentKind.work: (WorkItem, _works),
}
