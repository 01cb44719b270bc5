"""What the report's page, the programs and the exported file read."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import Session

from courses.assignments.audience import counted_on
from courses.assignments.models import Exemption
from courses.assignments.standing import Standing
from courses.reports.counts import Counts, Tally, by_child, counted
from courses.reports.standing import UNITS, Question, standings, tally
from courses.reports.units import Place, Unit
from lms.db import Page, paged, sliced
from lms.people import Membership, OrgUnit, Person, WebSession
from lms.people.policy import held_on

ORDER = {
    Standing.not_started: 0,
    Standing.in_progress: 1,
    Standing.completed: 2,
    Standing.exempt: 3,
    Standing.voluntary: 4,
}


class Row(NamedTuple):
    """A line of the report: a unit right below, or the people of the unit itself (`is_own`)."""

    unit: Unit
    counts: Counts
    is_own: bool


def tallies(
    session: Session, question: Question, cutoffs: tuple[datetime, ...] = ()
) -> list[Tally]:
    """Count everybody of the question's subtree: one query, however many units and people."""
    if not question.tasks:
        return []
    return [Tally(*row) for row in session.execute(tally(question, cutoffs))]


def rows_of(place: Place, found: Sequence[Tally]) -> list[Row]:
    """Return a line for each unit below, and one for who belongs to the unit itself.

    A unit that was closed is shown only while somebody counts there.
    """
    parts = by_child(found, place.unit.path)
    rows = [
        Row(unit, counted(parts.get(unit.id, ())), is_own=False)
        for unit in place.below
        if unit.is_active or unit.id in parts
    ]
    own = parts.get(None)
    if own and rows:
        rows.append(Row(place.unit, counted(own), is_own=True))
    return rows


def by_need(row: Row) -> tuple[bool, float, str]:
    """Sort key: who needs help first; units without anybody required come last."""
    return not row.counts.required, row.counts.share, row.unit.name


class PersonRow(NamedTuple):
    """Somebody of a report: where they are counted, how they stand, how many things are done."""

    id: int
    name: str
    staff_number: str | None
    unit_id: int
    unit: str
    standing: Standing
    completed_at: datetime | None
    done_count: int


class Narrow(NamedTuple):
    """Which people of a report to list."""

    standing: Standing | None = None
    words: str = ""
    own_unit: int | None = None


EVERYBODY = Narrow()


def people(
    session: Session, question: Question, narrow: Narrow, number: int = 1
) -> Page[PersonRow]:
    statement = people_statement(question, narrow)
    return paged(session, statement, PersonRow, number)


def people_slice(
    session: Session, question: Question, narrow: Narrow, *, cursor: int, limit: int
) -> tuple[list[PersonRow], int]:
    statement = people_statement(question, narrow)
    return sliced(session, statement, PersonRow, cursor=cursor, limit=limit)


def people_statement(question: Question, narrow: Narrow, *, of_units: bool = False) -> Select[Any]:
    """Return the statement of who stands where, by name: who has not started comes first."""
    statement, standing = _listed(question, of_units=of_units)
    if narrow.standing:
        statement = statement.where(standing == narrow.standing)
    if narrow.own_unit:
        statement = statement.where(OrgUnit.id == narrow.own_unit)
    if narrow.words:
        named = Person.name.contains(narrow.words, autoescape=True)
        statement = statement.where(named | (Person.staff_number == narrow.words))
    return statement


@lru_cache(maxsize=256)
def _listed(question: Question, *, of_units: bool) -> tuple[Select[Any], ColumnElement[Standing]]:
    each = standings(question, of_units=of_units).subquery("listed")
    order = case(ORDER, value=each.c.standing)
    statement: Select[Any] = (
        select(
            Person.id,
            Person.name,
            Person.staff_number,
            OrgUnit.id,
            OrgUnit.name,
            each.c.standing,
            each.c.completed_at,
            each.c.done_count,
        )
        .select_from(each)
        .join(Person, Person.id == each.c.person_id)
        .join(OrgUnit, OrgUnit.id == each.c.unit_id)
        .order_by(order, OrgUnit.path, Person.name, Person.id)
    )
    return statement, each.c.standing


class Account(NamedTuple):
    """Why somebody may not have started: whether they can sign in, and when they last did."""

    is_active: bool
    has_password: bool
    signed_in_at: datetime | None


def accounts(session: Session, person_ids: Sequence[int]) -> dict[int, Account]:
    last = (
        select(func.max(WebSession.created_at))
        .where(WebSession.person_id == Person.id)
        .scalar_subquery()
    )
    statement = select(Person.id, Person.is_active, Person.password_hash.is_not(None), last).where(
        Person.id.in_(person_ids)
    )
    return {row[0]: Account(*row[1:]) for row in session.execute(statement)}


def excuses(
    session: Session, question: Question, person_ids: Sequence[int] | None = None
) -> dict[int, str]:
    """Return why people are exempt from the question's tasks: everybody, or these."""
    statement = (
        select(Exemption.person_id, Exemption.reason)
        .where(
            Exemption.assignment_id.in_([task.id for task in question.tasks]),
            held_on(Exemption, question.day, question.known_at),
        )
        .order_by(Exemption.id)
    )
    if person_ids is not None:
        statement = statement.where(Exemption.person_id.in_(person_ids))
    return {row.person_id: row.reason for row in session.execute(statement)}


def head_count(session: Session, question: Question) -> int:
    """Return how many people belong to the question's subtree, whatever is asked of them."""
    statement = (
        select(func.count(Membership.id))
        .join(OrgUnit, OrgUnit.id == Membership.unit_id)
        .where(counted_on(question.day, question.known_at), OrgUnit.path.startswith(question.path))
    )
    return session.scalar(statement) or 0


def unit_paths(session: Session, path: str) -> dict[int, str]:
    statement = select(OrgUnit.id, OrgUnit.path).where(OrgUnit.path.startswith(path))
    return {row.id: row.path for row in session.execute(statement)}


def _first_units(found: Sequence[Tally], most: int) -> list[int]:
    """Return the first units, in the order of the tree, that hold so many who have not started."""
    units: list[int] = []
    waiting = (each for each in found if each.standing is Standing.not_started)
    for each in sorted(waiting, key=lambda each: each.path):
        units.append(each.unit_id)
        most -= each.people
        if most <= 0:
            break
    return units


class Waiting(NamedTuple):
    """Somebody who has not started, with what may explain it."""

    id: int
    name: str
    unit_id: int
    unit: str
    account: Account


def waiting(
    session: Session, question: Question, found: Sequence[Tally], most: int
) -> list[Waiting]:
    """Return the first few who have not started, looking only where the tallies have some."""
    units = _first_units(found, most)
    statement = people_statement(question, Narrow(Standing.not_started), of_units=True)
    chosen = session.execute(statement.limit(most), {UNITS.key: units})
    rows = [PersonRow(*row) for row in chosen]
    known = accounts(session, [row.id for row in rows])
    return [Waiting(row.id, row.name, row.unit_id, row.unit, known[row.id]) for row in rows]
