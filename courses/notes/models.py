from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from courses.authoring.models import Lesson
from lms.db import Base
from lms.noting.models import Noted


class Note(Noted, Base):
    """What a person wrote down at a moment of a lecture."""

    __tablename__ = "lesson_note"
    __table_args__ = (
        CheckConstraint("at_ms >= 0", name="at_not_negative"),
        CheckConstraint("text <> ''", name="text_says_something"),
        Index("ix_lesson_note_person_id_lesson_id", "person_id", "lesson_id"),
        Index("ix_lesson_note_removed_at", "removed_at"),
    )

    lesson_id: Mapped[int] = mapped_column(ForeignKey(Lesson.id), index=True)
    at_ms: Mapped[int]
