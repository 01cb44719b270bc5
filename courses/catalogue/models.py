"""Courses as the school sees them: what was published, and for whom.

A course is drafted in `courses.authoring`. Publishing copies the draft into a version whose rows
are only ever inserted: nothing here or elsewhere updates them, so a learner's course never changes
under their feet.
"""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.db import Base, Id, Moment
from lms.people import OrgUnit, Person


class CourseState(StrEnum):
    """A retired course takes nobody new; those who are on it finish it."""

    draft = "draft"
    published = "published"
    retired = "retired"


class Audience(StrEnum):
    everyone = "everyone"
    units = "units"


class LessonKind(StrEnum):
    video = "video"
    document = "document"
    quiz = "quiz"
    reading = "reading"


class Described:
    """What a course says of itself; in the draft and in each version.

    `cover` are the words on its cover, where they are not the title; `colour` is the cloth's.
    Whoever completes a version that gives a certificate gets one, whatever later versions do.
    """

    title: Mapped[str] = mapped_column(String(120))
    summary: Mapped[str] = mapped_column(String(2000), default="")
    category: Mapped[str] = mapped_column(String(20), default="")
    cover: Mapped[str] = mapped_column(String(8), default="")
    colour: Mapped[int] = mapped_column(default=1)
    gives_certificate: Mapped[bool] = mapped_column(default=True, server_default="1")


class LessonContent:
    """What a lesson holds; in the draft and in each version.

    `rule` says what completes it, for example {"kind": "watched", "share": "0.90"}; see
    `courses.progress.rules`. `chapters` divide a film: [second, title] in order. `materials` are
    the assets that learners may take with them.
    """

    title: Mapped[str] = mapped_column(String(120))
    lecturer: Mapped[str] = mapped_column(String(80), default="")
    is_required: Mapped[bool] = mapped_column(default=True)
    nominal_hours: Mapped[Decimal] = mapped_column(default=Decimal(0))
    rule: Mapped[dict[str, Any]]
    chapters: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    materials: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")


class Course(Described, Base):
    """A course. Its words are those of the current version; before the first, the draft's.

    `version` is the number of the current version. `taken` always equals the number of
    enrolments that have not been ended, whatever their version; without `seats` there is room for
    everybody.
    """

    __tablename__ = "course"
    __table_args__ = (
        CheckConstraint("(state = 'draft') = (version IS NULL)", name="shown_has_a_version"),
        CheckConstraint("colour BETWEEN 1 AND 4", name="colour_is_one_of_four"),
        CheckConstraint("taken >= 0 AND (seats IS NULL OR taken <= seats)", name="taken_in_seats"),
    )

    id: Mapped[Id]
    slug: Mapped[str] = mapped_column(String(64), unique=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    state: Mapped[CourseState] = mapped_column(default=CourseState.draft)
    version: Mapped[int | None]
    lesson_count: Mapped[int] = mapped_column(default=0)
    nominal_hours: Mapped[Decimal] = mapped_column(default=Decimal(0))
    audience: Mapped[Audience] = mapped_column(default=Audience.everyone)
    seats: Mapped[int | None]
    taken: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[Moment]
    published_at: Mapped[datetime | None]

    owner: Mapped[Person] = relationship(lazy="raise_on_sql")
    units: Mapped[list["CourseUnit"]] = relationship(lazy="raise_on_sql", viewonly=True)
    co_trainers: Mapped[list["CourseTrainer"]] = relationship(lazy="raise_on_sql", viewonly=True)


class CourseTrainer(Base):
    """A trainer who writes a course together with its owner."""

    __tablename__ = "course_trainer"

    course_id: Mapped[int] = mapped_column(ForeignKey(Course.id), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), primary_key=True, index=True)

    person: Mapped[Person] = relationship(lazy="raise_on_sql")


class CourseUnit(Base):
    """A unit whose people, and those of all units below it, a course is for."""

    __tablename__ = "course_unit"

    course_id: Mapped[int] = mapped_column(ForeignKey(Course.id), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(OrgUnit.id), primary_key=True)


class CourseVersion(Described, Base):
    """A course as it was published once. Never changed, never deleted."""

    __tablename__ = "course_version"
    __table_args__ = (UniqueConstraint("course_id", "number"),)

    id: Mapped[Id]
    course_id: Mapped[int] = mapped_column(ForeignKey(Course.id))
    number: Mapped[int]
    lesson_count: Mapped[int]
    required_count: Mapped[int]
    nominal_hours: Mapped[Decimal]
    published_by: Mapped[int] = mapped_column(ForeignKey(Person.id))
    published_at: Mapped[Moment]


class VersionSection(Base):
    """A section of a published version; `section_id` is the same in every version."""

    __tablename__ = "version_section"
    __table_args__ = (UniqueConstraint("version_id", "position"),)

    version_id: Mapped[int] = mapped_column(ForeignKey(CourseVersion.id), primary_key=True)
    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"), primary_key=True)
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(120))


class VersionLesson(LessonContent, Base):
    """A lesson of a published version; `lesson_id` is the same in every version.

    `number` counts through the whole course from 1. `ref_id` is the asset, quiz or work behind it.
    """

    __tablename__ = "version_lesson"
    __table_args__ = (
        UniqueConstraint("version_id", "number"),
        ForeignKeyConstraint(
            ["version_id", "section_id"],
            ["version_section.version_id", "version_section.section_id"],
            name="fk_version_lesson_section",
        ),
        CheckConstraint("number > 0", name="numbers_start_at_one"),
        Index("ix_version_lesson_ref", "kind", "ref_id", "version_id"),
    )

    version_id: Mapped[int] = mapped_column(ForeignKey(CourseVersion.id), primary_key=True)
    lesson_id: Mapped[int] = mapped_column(ForeignKey("lesson.id"), primary_key=True)
    section_id: Mapped[int]
    number: Mapped[int]
    kind: Mapped[LessonKind]
    ref_id: Mapped[int]
