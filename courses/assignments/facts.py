"""When somebody has done what a task asks for, as SQL over the facts of each floor.

Every expression looks one person up by index, so a report costs what its own people cost,
however large the school is.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import InstrumentedAttribute

from courses.assignments.contents import Content
from courses.assignments.models import ContentKind
from courses.enrolment.models import Enrolment
from courses.progress.models import CourseCompletion
from library.reading.models import ChapterRead, Reading
from library.works.models import Chapter, Edition, EditionState
from quizzes.sittings.models import Sitting

Which = int | ColumnElement[int] | InstrumentedAttribute[int]
Who = ColumnElement[int]
When = datetime | ColumnElement[datetime]
Moment = ColumnElement[Any]  # NULL: not done


@dataclass(frozen=True, slots=True)
class Trail:
    """What a kind of content leaves behind: when it was done, whether it was begun."""

    done: Callable[[Which, Who, When], Moment]
    begun: Callable[[Which, Who, When], ColumnElement[bool]]


def done_at(content: Content, who: Who, until: When) -> Moment:
    """Return the moment at which a person had done a content, if that was before `until`."""
    return TRAILS[content.kind].done(content.id, who, until)


def is_begun(content: Content, who: Who, until: When) -> ColumnElement[bool]:
    return TRAILS[content.kind].begun(content.id, who, until)


def _course_done(course_id: Which, who: Who, until: When) -> Moment:
    return (
        select(CourseCompletion.completed_at)
        .where(
            CourseCompletion.course_id == course_id,
            CourseCompletion.person_id == who,
            CourseCompletion.completed_at < until,
        )
        .scalar_subquery()
    )


def _course_begun(course_id: Which, who: Who, until: When) -> ColumnElement[bool]:
    return exists().where(
        Enrolment.person_id == who,
        Enrolment.course_id == course_id,
        Enrolment.started_at < until,
    )


def _quiz_done(quiz_id: Which, who: Who, until: When) -> Moment:
    """The moment at which the first sitting that passed was handed in."""
    return (
        select(func.min(Sitting.submitted_at))
        .where(
            Sitting.quiz_id == quiz_id,
            Sitting.person_id == who,
            Sitting.is_passed.is_(True),
            Sitting.submitted_at < until,
        )
        .scalar_subquery()
    )


def _quiz_begun(quiz_id: Which, who: Who, until: When) -> ColumnElement[bool]:
    return exists().where(
        Sitting.quiz_id == quiz_id, Sitting.person_id == who, Sitting.started_at < until
    )


def _work_done(work_id: Which, who: Who, until: When) -> Moment:
    """The moment at which every chapter of an edition had been read to its end.

    Any edition that was in force will do: a new one takes nobody's completion away.
    """
    chapter = and_(Chapter.edition_id == Edition.id, Chapter.first_anchor == ChapterRead.anchor)
    last = func.max(ChapterRead.read_at)
    return (
        select(last)
        .join(Edition, Edition.work_id == ChapterRead.work_id)
        .join(Chapter, chapter)
        .where(
            ChapterRead.work_id == work_id,
            ChapterRead.person_id == who,
            ChapterRead.read_at < until,
            Edition.state != EditionState.writing,
        )
        .group_by(Edition.id, Edition.chapters)
        .having(func.count() == Edition.chapters)
        .order_by(last)
        .limit(1)
        .scalar_subquery()
    )


def _work_begun(work_id: Which, who: Who, until: When) -> ColumnElement[bool]:
    return exists().where(
        Reading.person_id == who, Reading.work_id == work_id, Reading.begun_at < until
    )


TRAILS: Mapping[ContentKind, Trail] = {
    ContentKind.course: Trail(_course_done, _course_begun),
    ContentKind.quiz: Trail(_quiz_done, _quiz_begun),
    ContentKind.work: Trail(_work_done, _work_begun),
}
