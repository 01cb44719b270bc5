"""What was awarded: written once, in the transaction of the fact that earned it."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from courses.authoring.models import Lesson
from courses.catalogue.models import Course
from courses.enrolment.models import Enrolment
from lms.db import Base
from lms.people import Person


class LessonCompletion(Base):
    __tablename__ = "lesson_completion"

    enrolment_id: Mapped[int] = mapped_column(ForeignKey(Enrolment.id), primary_key=True)
    lesson_id: Mapped[int] = mapped_column(ForeignKey(Lesson.id), primary_key=True, index=True)
    awarded_at: Mapped[datetime]


class CourseCompletion(Base):
    """A person has completed a course; `nominal_hours` are those of the version they were on."""

    __tablename__ = "course_completion"
    __table_args__ = (UniqueConstraint("course_id", "person_id"),)

    enrolment_id: Mapped[int] = mapped_column(ForeignKey(Enrolment.id), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    course_id: Mapped[int] = mapped_column(ForeignKey(Course.id))
    completed_at: Mapped[datetime]
    nominal_hours: Mapped[Decimal]
