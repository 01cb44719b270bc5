"""What the pages and programs read about exemptions."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import Session

from courses.assignments.audience import Time, addressed, audience_of, counted_in
from courses.assignments.models import Assignment, Exemption
from courses.assignments.policy import exemptable_by
from lms.db import Page, one_or_refuse, paged, sliced
from lms.people import Actor, Membership, OrgUnit, Person
from lms.people.policy import held_on, home_on, overseen_by

FOUND = 20  # people that a search by name shows


class Sought(NamedTuple):
    """Whose exemptions are looked for: those from a task, of who belongs somewhere on a day."""

    assignment_id: int
    day: date


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
    session: Session, actor: Actor, sought: Sought, number: int = 1
) -> Page[ExemptionRow]:
    return paged(session, _exemptions(actor, sought), ExemptionRow, number)


def exemptions_slice(
    session: Session, actor: Actor, sought: Sought, *, cursor: int, limit: int
) -> tuple[list[ExemptionRow], int]:
    statement = _exemptions(actor, sought)
    return sliced(session, statement, ExemptionRow, cursor=cursor, limit=limit)


def exemption_of(session: Session, actor: Actor, sought: Sought, person_id: int) -> ExemptionRow:
    """Return the open exemption of somebody."""
    statement = _exemptions(actor, sought).where(
        Exemption.person_id == person_id, Exemption.valid_to.is_(None)
    )
    return ExemptionRow(*session.execute(statement).one())


def _exemptions(actor: Actor, sought: Sought) -> Select[*tuple[Any, ...]]:
    """Say who is exempt from a task, or was; only people whom the actor oversees."""
    recorder = select(Person.name).where(Person.id == Exemption.recorded_by_id)
    return (
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
            and_(
                counted_in(exemptable_by(actor), sought.day),
                Exemption.valid_to.is_(None),
                Person.id != actor.id,  # nobody decides of themselves
            ),
        )
        .select_from(Exemption)
        .join(Person, Person.id == Exemption.person_id)
        .join(Membership, and_(Membership.person_id == Person.id, home_on(sought.day)))
        .join(OrgUnit, OrgUnit.id == Membership.unit_id)
        .where(
            Exemption.assignment_id == sought.assignment_id,
            Exemption.superseded_at.is_(None),
            counted_in(overseen_by(actor), sought.day),
        )
        .order_by(Exemption.valid_to.is_not(None), Exemption.valid_from.desc(), Exemption.id)
    )


def exemption_to_end(session: Session, actor: Actor, exemption_id: int, day: date) -> Exemption:
    """Return an open exemption of somebody in a unit that the actor organizes."""
    statement = (
        select(Exemption)
        .join(Person, Person.id == Exemption.person_id)
        .where(
            Exemption.id == exemption_id,
            Exemption.superseded_at.is_(None),
            Exemption.valid_to.is_(None),
            counted_in(exemptable_by(actor), day),
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
    session: Session, actor: Actor, task: Assignment, person_id: int | None, day: date
) -> Addressee | None:
    """Return the one who was chosen, if the actor may exempt them."""
    statement = _addressees(actor, task, day).where(Person.id == person_id)
    row = session.execute(statement).one_or_none()
    return Addressee(*row) if row else None


def _addressees(actor: Actor, task: Assignment, day: date) -> Select[*tuple[Any, ...]]:
    exempt = select(Exemption.person_id).where(
        Exemption.assignment_id == task.id, held_on(Exemption, day)
    )
    return (
        select(Person.id, Person.name, Person.staff_number, OrgUnit.name)
        .select_from(Person)
        .join(Membership, and_(Membership.person_id == Person.id, home_on(day)))
        .join(OrgUnit, OrgUnit.id == Membership.unit_id)
        .where(
            addressed(audience_of(task), Time(day)),
            counted_in(exemptable_by(actor), day),
            Person.id.not_in(exempt),
            Person.id != actor.id,  # nobody exempts themselves
        )
    )
