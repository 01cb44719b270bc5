from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from courses.catalogue.models import Course, CourseVersion
from lms.db import Base, Id, Moment
from lms.people import Person

LONGEST_REASON = 200


class Enrolment(Base):
    """One person on one course, for good on the version that was current when they enrolled.

    `lessons_done` and `required_left` count the lesson completions of this enrolment;
    `started_at` is the moment of the first fact about one of its lessons. An enrolment that a
    trainer has ended opens no lesson any more; what was learned on it stays, and enrolling again
    takes it up where it was.
    """

    __tablename__ = "enrolment"
    __table_args__ = (
        UniqueConstraint("person_id", "course_id"),
        CheckConstraint("lessons_done >= 0 AND required_left >= 0", name="counts_not_negative"),
        CheckConstraint("(ended_at IS NULL) = (ended_because = '')", name="ended_says_why"),
    )

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    course_id: Mapped[int] = mapped_column(ForeignKey(Course.id), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey(CourseVersion.id))
    lessons_done: Mapped[int] = mapped_column(default=0)
    required_left: Mapped[int]
    enrolled_at: Mapped[Moment]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_because: Mapped[str] = mapped_column(
        String(LONGEST_REASON), default="", server_default=""
    )
