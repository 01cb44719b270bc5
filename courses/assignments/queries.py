"""What the pages and programs read about study tasks."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, func, select, true
from sqlalchemy.orm import Session, selectinload

from courses.assignments.audience import Audience, Time, addressed, audience_of, counted_in
from courses.assignments.models import Assignment, AssignmentUnit
from courses.assignments.policy import readable_by, revisable_by
from lms.db import Page, one_or_refuse, paged, sliced
from lms.people import Actor, OrgUnit, Person, Role
from lms.people.policy import organized_by, overseen_by

SORTS = {
    "deadline": (Assignment.deadline.desc(), Assignment.id.desc()),
    "-deadline": (Assignment.deadline, Assignment.id),
    "title": (Assignment.title, Assignment.id),
    "-title": (Assignment.title.desc(), Assignment.id),
}
WHOLE = (selectinload(Assignment.units), selectinload(Assignment.contents))
STATES = ("open", "coming", "over", "withdrawn")


class Wanted(NamedTuple):
    """What a list of tasks is narrowed to on a day; empty asks for everything."""

    day: date
    words: str = ""
    period: str = ""
    state: str = ""
    sort: str = "deadline"


class PlanRow(NamedTuple):
    """A task as the list shows it."""

    id: int
    title: str
    period: str
    starts_on: date
    deadline: date
    is_mandatory: bool
    withdrawn_at: datetime | None
    can_revise: bool

    def state_on(self, day: date) -> str:
        if self.withdrawn_at:
            return "withdrawn"
        if day < self.starts_on:
            return "coming"
        return "over" if day > self.deadline else "open"


def plans(session: Session, actor: Actor, wanted: Wanted, number: int = 1) -> Page[PlanRow]:
    statement = (
        select(
            Assignment.id,
            Assignment.title,
            Assignment.period,
            Assignment.starts_on,
            Assignment.deadline,
            Assignment.is_mandatory,
            Assignment.withdrawn_at,
            revisable_by(actor),
        )
        .where(readable_by(actor), *_narrowed(wanted))
        .order_by(*SORTS.get(wanted.sort, SORTS["deadline"]))
    )
    return paged(session, statement, PlanRow, number)


def assignments_slice(
    session: Session, actor: Actor, wanted: Wanted, *, cursor: int, limit: int
) -> tuple[list[Assignment], int]:
    """Return whole tasks, as programs list them."""
    statement = (
        select(Assignment)
        .where(readable_by(actor), *_narrowed(wanted))
        .order_by(*SORTS["deadline"])
        .options(*WHOLE)
    )
    return sliced(session, statement, _itself, cursor=cursor, limit=limit)


def _itself(row: Assignment) -> Assignment:
    return row


def _narrowed(wanted: Wanted) -> Iterable[ColumnElement[bool]]:
    if wanted.words:
        yield Assignment.title.contains(wanted.words, autoescape=True)
    if wanted.period:
        yield Assignment.period == wanted.period
    yield _in_state(wanted.state, wanted.day)


def _in_state(state: str, day: date) -> ColumnElement[bool]:
    stands = Assignment.withdrawn_at.is_(None)
    states = {
        "withdrawn": Assignment.withdrawn_at.is_not(None),
        "coming": and_(stands, Assignment.starts_on > day),
        "over": and_(stands, Assignment.deadline < day),
        "open": and_(stands, Assignment.starts_on <= day, Assignment.deadline >= day),
    }
    return states.get(state, true())


def units_of(session: Session, assignment_ids: Iterable[int]) -> dict[int, list[str]]:
    """Return the names of the units that each task is for: one query for a page of tasks."""
    statement = (
        select(AssignmentUnit.assignment_id, OrgUnit.name)
        .join(OrgUnit, OrgUnit.id == AssignmentUnit.unit_id)
        .where(AssignmentUnit.assignment_id.in_(list(assignment_ids)))
        .order_by(OrgUnit.path)
    )
    names: dict[int, list[str]] = {}
    for assignment_id, name in session.execute(statement):
        names.setdefault(assignment_id, []).append(name)
    return names


def periods(session: Session, actor: Actor) -> list[str]:
    """Return the periods that readable tasks name, the latest first."""
    statement = (
        select(Assignment.period)
        .where(readable_by(actor))
        .group_by(Assignment.period)
        .order_by(func.max(Assignment.deadline).desc())
    )
    return list(session.scalars(statement))


def assignment(session: Session, actor: Actor, assignment_id: int) -> Assignment:
    """Return a readable task with its units and contents."""
    found = select(Assignment).where(Assignment.id == assignment_id, readable_by(actor))
    return one_or_refuse(session, found.options(*WHOLE))


def revisable(session: Session, actor: Actor, assignment_id: int) -> Assignment:
    found = select(Assignment).where(Assignment.id == assignment_id, revisable_by(actor))
    return one_or_refuse(session, found.options(*WHOLE))


def binds(session: Session, actor: Actor, task: Assignment, day: date) -> bool:
    """Say whether somebody else asks this of the actor, who then does not make it easier.

    Administrators answer for the whole school, whoever they are asked by.
    """
    if task.created_by_id == actor.id or actor.has(Role.admin):
        return False
    asked = select(Person.id).where(Person.id == actor.id, addressed(audience_of(task), Time(day)))
    return session.scalar(asked) is not None


class UnitChoice(NamedTuple):
    """A unit that a task may be for; `depth` counts from the top of what is offered."""

    id: int
    name: str
    path: str
    depth: int


def organized_units(session: Session, actor: Actor) -> list[UnitChoice]:
    """Return the units that the actor organizes, each before those below it."""
    statement = (
        select(OrgUnit.id, OrgUnit.parent_id, OrgUnit.name, OrgUnit.path)
        .where(organized_by(actor), OrgUnit.is_active)
        .order_by(OrgUnit.tree.desc(), OrgUnit.position, OrgUnit.id)
    )
    rows = session.execute(statement).all()
    known = {row.id for row in rows}
    below: dict[int | None, list[Any]] = {}
    for row in rows:
        below.setdefault(row.parent_id if row.parent_id in known else None, []).append(row)
    return list(_in_order(below, None, 0))


def _in_order(
    below: dict[int | None, list[Any]], above: int | None, depth: int
) -> Iterable[UnitChoice]:
    for row in below.get(above, ()):
        yield UnitChoice(row.id, row.name, row.path, depth)
        yield from _in_order(below, row.id, depth + 1)


def organized_paths(session: Session, actor: Actor, unit_ids: Iterable[int]) -> dict[int, str]:
    """Return the paths of those of these units that the actor organizes."""
    statement = select(OrgUnit.id, OrgUnit.path).where(
        OrgUnit.id.in_(list(unit_ids)), organized_by(actor)
    )
    return {row.id: row.path for row in session.execute(statement)}


def covered(session: Session, actor: Actor, audience: Audience, day: date) -> int:
    """Return how many people whom the actor oversees a task would address on a day."""
    if not audience.paths:
        return 0
    statement = (
        select(func.count())
        .select_from(Person)
        .where(addressed(audience, Time(day)), counted_in(overseen_by(actor), day))
    )
    return session.scalar(statement) or 0
