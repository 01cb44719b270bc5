"""The draft of a course: what its trainers are still writing.

Removed sections and lessons keep their rows, because versions and completions name them.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from courses.catalogue.models import Course, Described, LessonContent, LessonKind
from lms.db import Base, Id, Moment
from lms.people import Person


class CourseDraft(Described, Base):
    """What a course is going to say of itself. `has_changes`: since it was last published.

    `revision` is the token by which two editors notice each other; `saved_by` wrote into the
    draft or its outline last.
    """

    __tablename__ = "course_draft"
    __table_args__ = (CheckConstraint("colour BETWEEN 1 AND 4", name="colour_is_one_of_four"),)

    course_id: Mapped[int] = mapped_column(ForeignKey(Course.id), primary_key=True)
    revision: Mapped[int] = mapped_column(default=1)
    has_changes: Mapped[bool] = mapped_column(default=True)
    saved_at: Mapped[Moment]
    saved_by: Mapped[int | None] = mapped_column(ForeignKey(Person.id))


class Section(Base):
    """A section of the draft; its id is the same in every version."""

    __tablename__ = "section"
    __table_args__ = (Index("ix_section_course_id_position", "course_id", "position"),)

    id: Mapped[Id]
    course_id: Mapped[int] = mapped_column(ForeignKey(Course.id))
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(120))
    removed_at: Mapped[datetime | None]

    course: Mapped[Course] = relationship(lazy="raise_on_sql")


class Lesson(LessonContent, Base):
    """A lesson of the draft; its id is the same in every version.

    `ref_id` is the asset, quiz or work behind it, once one has been chosen.
    """

    __tablename__ = "lesson"
    __table_args__ = (
        Index("ix_lesson_section_id_position", "section_id", "position"),
        CheckConstraint("revision > 0", name="revisions_start_at_one"),
    )

    id: Mapped[Id]
    course_id: Mapped[int] = mapped_column(ForeignKey(Course.id), index=True)
    section_id: Mapped[int] = mapped_column(ForeignKey(Section.id))
    position: Mapped[int]
    kind: Mapped[LessonKind]
    ref_id: Mapped[int | None]
    revision: Mapped[int] = mapped_column(default=1)
    removed_at: Mapped[datetime | None]

    course: Mapped[Course] = relationship(lazy="raise_on_sql")
