"""Both tables are only added to, so the number of the last row tells whether a copy is current."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Base, Day, Id, Moment


class Rule(Base):
    """What somebody decided about a rule of the school, from a day on.

    `value` is written as in the settings' file. Of those that hold on a day the one that began
    last counts, of several that began on one day the one recorded last.
    """

    __tablename__ = "rule"
    __table_args__ = (CheckConstraint("valid_to > valid_from", name="ends_after_start"),)

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(String(40), index=True)
    value: Mapped[str] = mapped_column(String(100))
    valid_from: Mapped[Day]
    valid_to: Mapped[date | None] = mapped_column(Date)
    document: Mapped[str] = mapped_column(String(100), default="")
    article: Mapped[str] = mapped_column(String(40), default="")
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[Moment]


class Maintenance(Base):
    """An announcement that the school will be worked on. The last row is the one that counts.

    Without a start it takes back what was announced before; without an end it lasts until taken
    back.
    """

    __tablename__ = "maintenance"
    __table_args__ = (CheckConstraint("ends_at > starts_at", name="ends_after_start"),)

    id: Mapped[Id]
    shown_from: Mapped[datetime | None]
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    words: Mapped[str] = mapped_column(String(200), default="")
    words_en: Mapped[str] = mapped_column(String(300), default="")
    announced_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[Moment]
