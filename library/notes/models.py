from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from library.works.models import Work
from lms.db import Base
from lms.noting.models import Noted


class PassageNote(Noted, Base):
    """What a person wrote down at a passage, named by its anchor."""

    __tablename__ = "passage_note"
    __table_args__ = (
        CheckConstraint("text <> ''", name="text_says_something"),
        Index("ix_passage_note_person_id_work_id", "person_id", "work_id"),
        Index("ix_passage_note_removed_at", "removed_at"),
    )

    work_id: Mapped[int] = mapped_column(ForeignKey(Work.id), index=True)
    anchor: Mapped[int]
