from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from courses.catalogue.models import Course
from lms.db import Base, Id, Moment
from lms.people import Person

LONGEST_REASON = 200


class Certificate(Base):
    """A completed course, certified: the facts as they were on the day of issue.

    They stay when the person marries or moves and the course is renamed. The file is no fact: it
    is set anew from these each time.
    """

    __tablename__ = "certificate"
    __table_args__ = (
        UniqueConstraint("person_id", "course_id"),
        CheckConstraint("(revoked_at IS NULL) = (revoked_by IS NULL)", name="somebody_revokes"),
        CheckConstraint("(revoked_at IS NULL) = (reason = '')", name="for_a_reason"),
    )

    id: Mapped[Id]
    number: Mapped[str] = mapped_column(String(24), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    course_id: Mapped[int] = mapped_column(ForeignKey(Course.id), index=True)
    name: Mapped[str] = mapped_column(String(64))
    unit: Mapped[str] = mapped_column(String(80), default="")
    title: Mapped[str] = mapped_column(String(120))
    hours: Mapped[Decimal]
    completed_at: Mapped[datetime]
    issuer: Mapped[str] = mapped_column(String(80))
    issued_at: Mapped[Moment]
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    reason: Mapped[str] = mapped_column(String(LONGEST_REASON), default="")

    course: Mapped[Course] = relationship(lazy="raise_on_sql")
