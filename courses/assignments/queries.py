"""What the pages and programs read about study tasks."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, select, true
from sqlalchemy.orm import Session, selectinload

from courses.assignments.audience import Audience, addressed, audience_of, counted_on
from courses.assignments.models import Assignment, AssignmentUnit, Exemption
from courses.assignments.policy import exemptable_by, readable_by, revisable_by
from lms.db import Page, one_or_refuse, paged
from lms.people import Actor, Membership, OrgUnit, Person
from lms.people.policy import held_on, organized_by, overseen_by

SORTS = {
    "deadline": (Assignment.deadline.desc(), Assignment.id.desc()),
    "-deadline": (Assignment.deadline, Assignment.id),
    "title": (Assignment.title, Assignment.id),
    "-title": (Assignment.title.desc(), Assignment.id),
}
FOUND = 20  # people that a search by name shows
STATES = ("open", "coming", "over", "withdrawn")


class Wanted(NamedTuple):
    """What a list of tasks is narrowed to; empty asks for everything."""

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


def plans(
    session: Session, actor: Actor, wanted: Wanted, day: date, number: int = 1
) -> Page[PlanRow]:
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
        .where(readable_by(actor), *_narrowed(wanted, day))
        .order_by(*SORTS.get(wanted.sort, SORTS["deadline"]))
    )
    return paged(session, statement, PlanRow, number)


def _narrowed(wanted: Wanted, day: date) -> Iterable[ColumnElement[bool]]:
    if wanted.words:
        yield Assignment.title.contains(wanted.words, autoescape=True)
    if wanted.period:
        yield Assignment.period == wanted.period
    yield _in_state(wanted.state, day)


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


WHOLE = (selectinload(Assignment.units), selectinload(Assignment.contents))


def assignment(session: Session, actor: Actor, assignment_id: int) -> Assignment:
    """Return a readable task with its units and contents."""
    found = select(Assignment).where(Assignment.id == assignment_id, readable_by(actor))
    return one_or_refuse(session, found.options(*WHOLE))


def revisable(session: Session, actor: Actor, assignment_id: int) -> Assignment:
    found = select(Assignment).where(Assignment.id == assignment_id, revisable_by(actor))
    return one_or_refuse(session, found.options(*WHOLE))


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
        .order_by(OrgUnit.position, OrgUnit.id)
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


def covered(session: Session, audience: Audience, day: date) -> int:
    """Return how many people a task for this audience would address on a day."""
    if not audience.paths:
        return 0
    statement = (
        select(func.count(Membership.id))
        .join(OrgUnit, OrgUnit.id == Membership.unit_id)
        .join(Person, Person.id == Membership.person_id)
        .where(counted_on(day), addressed(audience, day))
    )
    return session.scalar(statement) or 0


class ExemptionRow(NamedTuple):
    """An exemption with who has it, who recorded it, and whether the reader may end it."""

    id: int
    person_id: int
    name: str
    unit: str
    reason: str
    valid_from: date
    valid_to: date | None
    recorded_at: datetime
    recorded_by: str
    can_end: bool


def exemptions(
    session: Session, actor: Actor, assignment_id: int, day: date, number: int = 1
) -> Page[ExemptionRow]:
    """Return who is exempt from a task, or was; only people whom the actor oversees."""
    recorder = select(Person.name).where(Person.id == Exemption.recorded_by_id)
    statement = (
        select(
            Exemption.id,
            Person.id,
            Person.name,
            OrgUnit.name,
            Exemption.reason,
            Exemption.valid_from,
            Exemption.valid_to,
            Exemption.recorded_at,
            recorder.correlate(Exemption).scalar_subquery(),
            and_(exemptable_by(actor), Exemption.valid_to.is_(None)),
        )
        .select_from(Exemption)
        .join(Person, Person.id == Exemption.person_id)
        .join(Membership, and_(Membership.person_id == Person.id, counted_on(day)))
        .join(OrgUnit, OrgUnit.id == Membership.unit_id)
        .where(
            Exemption.assignment_id == assignment_id,
            Exemption.superseded_at.is_(None),
            overseen_by(actor),
        )
        .order_by(Exemption.valid_to.is_not(None), Exemption.valid_from.desc(), Exemption.id)
    )
    return paged(session, statement, ExemptionRow, number)


def exemption_to_end(session: Session, actor: Actor, exemption_id: int, day: date) -> Exemption:
    """Return an open exemption of somebody in a unit that the actor organizes."""
    statement = (
        select(Exemption)
        .join(Membership, and_(Membership.person_id == Exemption.person_id, counted_on(day)))
        .join(OrgUnit, OrgUnit.id == Membership.unit_id)
        .where(
            Exemption.id == exemption_id,
            Exemption.superseded_at.is_(None),
            Exemption.valid_to.is_(None),
            exemptable_by(actor),
        )
    )
    return one_or_refuse(session, statement)


class Addressee(NamedTuple):
    id: int
    name: str
    staff_number: str | None
    unit: str


def addressees(
    session: Session, actor: Actor, task: Assignment, words: str, day: date
) -> Sequence[Addressee]:
    """Return a few people, found by name or number, whom the actor may exempt from a task."""
    named = Person.name.contains(words, autoescape=True) | (Person.staff_number == words)
    statement = _addressees(actor, task, day).where(named)
    rows = session.execute(statement.order_by(Person.name, Person.id).limit(FOUND))
    return [Addressee(*row) for row in rows]


def addressee(
    session: Session, actor: Actor, task: Assignment, person_id: str | None, day: date
) -> Addressee | None:
    """Return the one who was chosen, if the actor may exempt them."""
    if not (person_id or "").isdecimal():
        return None
    statement = _addressees(actor, task, day).where(Person.id == int(person_id or 0))
    row = session.execute(statement).one_or_none()
    return Addressee(*row) if row else None


def _addressees(actor: Actor, task: Assignment, day: date) -> Select[*tuple[Any, ...]]:
    exempt = select(Exemption.person_id).where(
        Exemption.assignment_id == task.id, held_on(Exemption, day)
    )
    return (
        select(Person.id, Person.name, Person.staff_number, OrgUnit.name)
        .select_from(Person)
        .join(Membership, and_(Membership.person_id == Person.id, counted_on(day)))
        .join(OrgUnit, OrgUnit.id == Membership.unit_id)
        .where(
            addressed(audience_of(task), day),
            exemptable_by(actor),
            Person.id.not_in(exempt),
        )
    )
