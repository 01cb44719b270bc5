"""The published versions of a course, each with what it changed."""

from collections import defaultdict
from dataclasses import fields
from datetime import datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any, NamedTuple

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from courses.authoring.changes import Change, Edition, changes
from courses.authoring.drafts import Description
from courses.authoring.models import CourseDraft
from courses.catalogue.models import CourseVersion, Described, VersionLesson, VersionSection
from courses.catalogue.outline import Outline, OutlineLesson, composed
from courses.catalogue.queries import LESSON_COLUMNS
from courses.enrolment.models import Enrolment
from lms.people import Person


class VersionRow(NamedTuple):
    """A published version as the history shows it, with how many learn on it."""

    number: int
    title: str
    lesson_count: int
    nominal_hours: Decimal
    published_by: str
    published_at: datetime
    learners: int


class History(NamedTuple):
    """`versions` from the newest, each with its changes; `pending` are those of the draft."""

    versions: list[tuple[VersionRow, list[Change]]]
    pending: list[Change]


def history(session: Session, draft: CourseDraft, outline: Outline) -> History:
    """Tell the versions of the draft's course: three queries, however many there are."""
    rows = _rows(session, draft.course_id)
    editions = [*_editions(session, draft.course_id), Edition(_words(draft), outline)]
    steps = [changes(before, after) for before, after in pairwise(editions)]
    by_version = [[], *steps[:-1]]
    pending = steps[-1] if steps else []
    return History(list(zip(rows, reversed(by_version), strict=True)) if rows else [], pending)


def _rows(session: Session, course_id: int) -> list[VersionRow]:
    learners = (
        select(func.count())
        .where(
            Enrolment.course_id == course_id,
            Enrolment.version_id == CourseVersion.id,
            Enrolment.ended_at.is_(None),
        )
        .scalar_subquery()
    )
    statement = (
        select(
            CourseVersion.number,
            CourseVersion.title,
            CourseVersion.lesson_count,
            CourseVersion.nominal_hours,
            Person.name,
            CourseVersion.published_at,
            learners,
        )
        .join(Person, Person.id == CourseVersion.published_by)
        .where(CourseVersion.course_id == course_id)
        .order_by(CourseVersion.number.desc())
    )
    return [VersionRow(*row) for row in session.execute(statement)]


def _editions(session: Session, course_id: int) -> list[Edition]:
    """Return every version as it stood, from the first."""
    versions = session.scalars(
        select(CourseVersion)
        .where(CourseVersion.course_id == course_id)
        .order_by(CourseVersion.number)
    ).all()
    ids = [version.id for version in versions]
    sections = defaultdict[int, list[tuple[int, str]]](list)
    lessons = defaultdict[int, list[OutlineLesson]](list)
    for version_id, section_id, title in session.execute(_sections(ids)):
        sections[version_id].append((section_id, title))
    for version_id, *lesson in session.execute(_lessons(ids)):
        lessons[version_id].append(OutlineLesson(*lesson))
    return [
        Edition(_words(version), composed(sections[version.id], lessons[version.id]))
        for version in versions
    ]


def _sections(version_ids: list[int]) -> Select[int, int, str]:
    return (
        select(VersionSection.version_id, VersionSection.section_id, VersionSection.title)
        .where(VersionSection.version_id.in_(version_ids))
        .order_by(VersionSection.version_id, VersionSection.position)
    )


def _lessons(version_ids: list[int]) -> Select[Any]:
    return (
        select(VersionLesson.version_id, *LESSON_COLUMNS)
        .where(VersionLesson.version_id.in_(version_ids))
        .order_by(VersionLesson.version_id, VersionLesson.number)
    )


def _words(source: Described) -> Description:
    names = (field.name for field in fields(Description))
    return Description(**{name: getattr(source, name) for name in names})
