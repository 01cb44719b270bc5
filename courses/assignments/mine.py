"""What one person is asked to study, and how far they are with each thing.

A few queries, however many tasks: one for the tasks, one for each kind of content in them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, exists, select
from sqlalchemy.orm import Session

from courses.assignments.audience import Situation, addressing, counted_on
from courses.assignments.contents import Content
from courses.assignments.items import Item, items
from courses.assignments.models import Assignment, AssignmentContent, Exemption
from courses.assignments.standing import Standing
from lms.people import Membership, OrgUnit, Person, Post, Role
from lms.people.policy import held_on

SHOWN_FOR = timedelta(days=366)


class Whose(NamedTuple):
    """One person on a day: where they belong, what could be asked of them."""

    person_id: int
    unit: str
    situation: Situation
    day: date


@dataclass(frozen=True, slots=True)
class Mine:
    """A task as the person sees it who has it."""

    id: int
    title: str
    period: str
    starts_on: date
    deadline: date
    is_mandatory: bool
    is_exempt: bool
    items: tuple[Item, ...]

    @property
    def done_count(self) -> int:
        return sum(item.done_at is not None for item in self.items)

    @property
    def completed_at(self) -> datetime | None:
        moments = [item.done_at for item in self.items]
        return max(m for m in moments if m) if all(moments) and moments else None

    @property
    def state(self) -> Standing:
        if self.is_exempt:
            return Standing.exempt
        if self.completed_at:
            return Standing.completed
        begun = any(item.done_at or item.is_begun for item in self.items)
        return Standing.in_progress if begun else Standing.not_started


def whose(session: Session, person_id: int, posts: Iterable[Role], day: date) -> Whose | None:
    """Return where somebody belongs on a day; who belongs nowhere has no tasks."""
    rows = session.execute(_places(day), {"person_id": person_id}).all()
    if not rows:
        return None
    home, paths = rows[0], tuple(row.path for row in rows)
    return Whose(person_id, home.name, Situation(paths, home.status, frozenset(posts)), day)


# Built once a day, not with each page: building costs more than asking the database.
@lru_cache(maxsize=8)
def _places(day: date) -> Select[*tuple[Any, ...]]:
    """Say where somebody is counted, in the party's tree first."""
    return (
        select(OrgUnit.name, OrgUnit.path, Person.status)
        .join(Membership, Membership.unit_id == OrgUnit.id)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.person_id == bindparam("person_id"), counted_on(day))
        .order_by(Membership.tree.desc())
    )


def posts_of(session: Session, person_id: int, day: date) -> frozenset[Role]:
    held = select(Post.role).where(Post.person_id == person_id, held_on(Post, day))
    return frozenset(session.scalars(held))


def tasks_of(session: Session, who: Whose, now: datetime) -> list[Mine]:
    """Return the tasks that stand for somebody and have begun, of the last year: due first."""
    statement = _tasks(who.situation, who.day)
    rows = session.execute(statement, {"person_id": who.person_id}).all()
    known = items(session, who.person_id, [_content(row) for row in rows], now)
    return [_mine(list(part), known) for _id, part in groupby(rows, lambda row: row.id)]


def _mine(rows: list[Any], known: dict[Content, Item]) -> Mine:
    task = rows[0]
    return Mine(
        id=task.id,
        title=task.title,
        period=task.period,
        starts_on=task.starts_on,
        deadline=task.deadline,
        is_mandatory=task.is_mandatory,
        is_exempt=task.is_exempt,
        items=tuple(known[_content(row)] for row in rows),
    )


@lru_cache(maxsize=256)
def _tasks(situation: Situation, day: date) -> Select[*tuple[Any, ...]]:
    """Say what is asked of whoever is in the same situation."""
    exempt = exists().where(
        Exemption.assignment_id == Assignment.id,
        Exemption.person_id == bindparam("person_id"),
        held_on(Exemption, day),
    )
    statement: Select[*tuple[Any, ...]] = select(
        Assignment.id,
        Assignment.title,
        Assignment.period,
        Assignment.starts_on,
        Assignment.deadline,
        Assignment.is_mandatory,
        exempt.label("is_exempt"),
        AssignmentContent.kind,
        AssignmentContent.course_id,
        AssignmentContent.quiz_id,
        AssignmentContent.work_id,
    )
    return (
        statement.join(AssignmentContent, AssignmentContent.assignment_id == Assignment.id)
        .where(
            Assignment.withdrawn_at.is_(None),
            Assignment.starts_on <= day,
            Assignment.deadline >= day - SHOWN_FOR,
            addressing(situation),
        )
        .order_by(Assignment.deadline, Assignment.id, AssignmentContent.position)
    )


def _content(row: Any) -> Content:
    return Content(row.kind, row.course_id or row.quiz_id or row.work_id)


class Excuse(NamedTuple):
    """An exemption as the person's page tells it."""

    title: str
    reason: str
    valid_from: date
    valid_to: date | None


def exemptions_of(session: Session, person_id: int) -> list[Excuse]:
    """Return the exemptions of somebody, past ones too, by what is known now."""
    statement = (
        select(Assignment.title, Exemption.reason, Exemption.valid_from, Exemption.valid_to)
        .join(Exemption, Exemption.assignment_id == Assignment.id)
        .where(Exemption.person_id == person_id, Exemption.superseded_at.is_(None))
        .order_by(Exemption.valid_from.desc(), Exemption.id)
    )
    return [Excuse(*row) for row in session.execute(statement)]
