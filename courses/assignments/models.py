"""What people are asked to study: the denominator of every completion report."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    Dialect,
    ForeignKey,
    Index,
    String,
    TypeDecorator,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from courses.catalogue.models import Course
from library.works.models import Work
from lms.db import Base, Day, Id, Moment
from lms.people import MemberStatus, OrgUnit, Person, Role
from lms.people.models import Held
from quizzes.papers.models import Quiz

LONGEST_TITLE = 80
LONGEST_PERIOD = 40
LONGEST_REASON = 200


class Chosen(TypeDecorator[frozenset[StrEnum]]):
    """A few names of an enum in one column, "|full||probationary|", so that SQL can look one up."""

    impl = String(120)
    cache_ok = True

    def __init__(self, names: type[StrEnum]) -> None:
        super().__init__()
        self.names = names

    def process_bind_param(self, value: frozenset[StrEnum] | None, _dialect: Dialect) -> str | None:
        return "".join(f"|{name}|" for name in sorted(value or ()))

    def process_result_value(
        self, value: str | None, _dialect: Dialect
    ) -> frozenset[StrEnum] | None:
        return frozenset(self.names(name) for name in (value or "").split("|") if name)


class ContentKind(StrEnum):
    course = "course"
    quiz = "quiz"
    work = "work"


class Assignment(Base):
    """A study task. It addresses who belongs to one of its units, or to a unit below them.

    `roles` and `statuses` narrow that down; where none is chosen, any will do.
    """

    __tablename__ = "assignment"
    __table_args__ = (
        CheckConstraint("deadline >= starts_on", name="ends_after_start"),
        Index("ix_assignment_deadline", "deadline"),
    )

    id: Mapped[Id]
    title: Mapped[str] = mapped_column(String(LONGEST_TITLE))
    period: Mapped[str] = mapped_column(String(LONGEST_PERIOD))
    starts_on: Mapped[Day]
    deadline: Mapped[Day]
    is_mandatory: Mapped[bool] = mapped_column(default=True)
    roles: Mapped[frozenset[Role]] = mapped_column(Chosen(Role))
    statuses: Mapped[frozenset[MemberStatus]] = mapped_column(Chosen(MemberStatus))
    created_by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    created_at: Mapped[Moment]
    withdrawn_at: Mapped[datetime | None]

    units: Mapped[list[OrgUnit]] = relationship(
        secondary="assignment_unit", order_by=OrgUnit.path, lazy="raise_on_sql"
    )
    contents: Mapped[list["AssignmentContent"]] = relationship(
        order_by="AssignmentContent.position", cascade="all, delete-orphan", lazy="raise_on_sql"
    )


class AssignmentUnit(Base):
    __tablename__ = "assignment_unit"

    assignment_id: Mapped[int] = mapped_column(ForeignKey(Assignment.id), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(OrgUnit.id), primary_key=True, index=True)


class AssignmentContent(Base):
    """One thing to study: the course, quiz or work that its `kind` names."""

    __tablename__ = "assignment_content"
    __table_args__ = (
        UniqueConstraint("assignment_id", "position"),
        UniqueConstraint("assignment_id", "course_id"),
        UniqueConstraint("assignment_id", "quiz_id"),
        UniqueConstraint("assignment_id", "work_id"),
        CheckConstraint("(kind = 'course') = (course_id IS NOT NULL)", name="course_by_kind"),
        CheckConstraint("(kind = 'quiz') = (quiz_id IS NOT NULL)", name="quiz_by_kind"),
        CheckConstraint("(kind = 'work') = (work_id IS NOT NULL)", name="work_by_kind"),
    )

    id: Mapped[Id]
    assignment_id: Mapped[int] = mapped_column(ForeignKey(Assignment.id))
    position: Mapped[int]
    kind: Mapped[ContentKind]
    course_id: Mapped[int | None] = mapped_column(ForeignKey(Course.id), index=True)
    quiz_id: Mapped[int | None] = mapped_column(ForeignKey(Quiz.id), index=True)
    work_id: Mapped[int | None] = mapped_column(ForeignKey(Work.id), index=True)


class Exemption(Held, Base):
    """Somebody need not do a task from a day on; they then leave its denominator.

    Rows are superseded, never rewritten: a report as it was made then still finds them.
    """

    __tablename__ = "exemption"
    __table_args__ = (
        CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name="ends_after_start"),
        CheckConstraint("reason <> ''", name="has_a_reason"),
        Index(
            "uq_exemption_open",
            "assignment_id",
            "person_id",
            unique=True,
            sqlite_where=text("valid_to IS NULL AND superseded_at IS NULL"),
            postgresql_where=text("valid_to IS NULL AND superseded_at IS NULL"),
        ),
        Index("ix_exemption_assignment_id_person_id", "assignment_id", "person_id"),
    )

    id: Mapped[Id]
    assignment_id: Mapped[int] = mapped_column(ForeignKey(Assignment.id))
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    reason: Mapped[str] = mapped_column(String(LONGEST_REASON))
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
