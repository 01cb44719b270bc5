from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from library.works.models import Work
from lms.db import Base, Moment
from lms.people import Person


class Reading(Base):
    """Where a person is in a work: the passage seen last, by its anchor."""

    __tablename__ = "reading"

    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), primary_key=True)
    work_id: Mapped[int] = mapped_column(ForeignKey(Work.id), primary_key=True)
    anchor: Mapped[int]
    begun_at: Mapped[Moment]
    seen_at: Mapped[Moment]


class ChapterRead(Base):
    """A person has read a chapter to its end.

    The chapter is named by the anchor of its first passage, which lasts over editions.
    """

    __tablename__ = "chapter_read"

    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), primary_key=True)
    work_id: Mapped[int] = mapped_column(ForeignKey(Work.id), primary_key=True)
    anchor: Mapped[int] = mapped_column(primary_key=True)
    read_at: Mapped[Moment]
