from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Base, Moment
from lms.people import Person
from media.assets.models import Asset


class Reading(Base):
    """Which pages of a piece of courseware a person has been shown.

    `held_ms` at `seen_at` is the time that the person had not yet spent on a page: what holds now
    is that of their latest report, of whatever document. `version` counts the reports, so that of
    two at once one looks again.
    """

    __tablename__ = "document_reading"
    __table_args__ = (
        CheckConstraint("held_ms >= 0", name="held_not_negative"),
        CheckConstraint("read_count >= 0", name="read_count_not_negative"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), primary_key=True)
    asset_id: Mapped[int] = mapped_column(ForeignKey(Asset.id), primary_key=True, index=True)
    pages: Mapped[list[Any]]
    read_count: Mapped[int] = mapped_column(default=0)
    held_ms: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=0)
    seen_at: Mapped[Moment]
