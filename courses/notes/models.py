from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from courses.authoring.models import Lesson
from lms.db import Base, Id, Moment
from lms.people import Person


class Note(Base):
    """What a person wrote down at a moment of a lecture. Nobody else ever reads it.

    A removed note can be taken back for a day, then it is forgotten.
    """

    __tablename__ = "lesson_note"
    __table_args__ = (
        CheckConstraint("at_ms >= 0", name="at_not_negative"),
        CheckConstraint("text <> ''", name="text_says_something"),
        Index("ix_lesson_note_person_id_lesson_id", "person_id", "lesson_id"),
        Index("ix_lesson_note_removed_at", "removed_at"),
    )

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    lesson_id: Mapped[int] = mapped_column(ForeignKey(Lesson.id), index=True)
    at_ms: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    created_at: Mapped[Moment]
    changed_at: Mapped[Moment]
    removed_at: Mapped[datetime | None]
