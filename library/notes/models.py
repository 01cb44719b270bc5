from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from library.works.models import Work
from lms.db import Base, Id, Moment
from lms.people import Person


class PassageNote(Base):
    """What a person wrote down at a passage, named by its anchor. Nobody else ever reads it.

    A removed note can be taken back for a day, then it is forgotten.
    """

    __tablename__ = "passage_note"
    __table_args__ = (
        CheckConstraint("text <> ''", name="text_says_something"),
        Index("ix_passage_note_person_id_work_id", "person_id", "work_id"),
        Index("ix_passage_note_removed_at", "removed_at"),
    )

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    work_id: Mapped[int] = mapped_column(ForeignKey(Work.id), index=True)
    anchor: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    created_at: Mapped[Moment]
    changed_at: Mapped[Moment]
    removed_at: Mapped[datetime | None]
