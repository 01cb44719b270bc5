"""What imports read: the school as a file is compared with it, and what was kept of a file."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from lms.db import Page, one_or_refuse, paged
from lms.jobs.models import Job
from lms.people.actor import Actor
from lms.people.imports import comparing, growing
from lms.people.imports.comparing import Roll
from lms.people.imports.models import (
    Import,
    Outcome,
    StagedPerson,
    StagedUnit,
    State,
    Subject,
    Verdict,
)
from lms.people.imports.reading import Places
from lms.people.models import Membership, MemberStatus, OrgUnit, Person, Tree, UnitKind
from lms.people.policy import administered_by

CHECK = "people.check_import"


class ImportRow(NamedTuple):
    """An import in the list of them."""

    id: int
    subject: Subject
    state: State
    file_name: str
    by: str
    created_at: datetime
    counts: dict[str, Any]


class PersonLine(NamedTuple):
    """A row of a file of people, as its check and its result show it."""

    number: int
    verdict: Verdict
    refusals: list[dict[str, Any]]
    cells: list[str]
    outcome: Outcome | None
    person_id: int | None
    name: str | None
    login: str | None
    staff_number: str | None
    status: MemberStatus | None
    mail: str | None
    unit: str | None
    since: date | None
    was_name: str | None
    was_login: str | None
    was_staff_number: str | None
    was_status: MemberStatus | None
    was_mail: str | None


class UnitLine(NamedTuple):
    """A row of a file of units, as its check and its result show it."""

    number: int
    verdict: Verdict
    refusals: list[dict[str, Any]]
    cells: list[str]
    outcome: Outcome | None
    unit_id: int | None
    name: str | None
    kind: UnitKind | None
    code: str | None
    was_name: str | None


def imports(session: Session, actor: Actor, number: int = 1) -> Page[ImportRow]:
    statement = (
        select(
            Import.id,
            Import.subject,
            Import.state,
            Import.file_name,
            Person.name,
            Import.created_at,
            Import.counts,
        )
        .join(Person, Person.id == Import.created_by)
        .where(administered_by(actor))
        .order_by(Import.id.desc())
    )
    return paged(session, statement, ImportRow, number)


def one_import(session: Session, actor: Actor, import_id: int) -> Import:
    statement = select(Import).where(Import.id == import_id, administered_by(actor))
    return one_or_refuse(session, statement)


def check_key(kept: Import) -> str:
    return f"{CHECK}:{kept.id}:{kept.revision}"


def job_of(session: Session, kept: Import) -> Job | None:
    """Return the job that checks the file as its columns are told now."""
    latest = select(Job).where(Job.key == check_key(kept)).order_by(Job.id.desc())
    return session.scalars(latest.limit(1)).first()


def lines(session: Session, kept: Import, verdict: Verdict | None, number: int = 1) -> Page[Any]:
    """Return a page of the rows, those of one verdict or all, in the order of the file."""
    if kept.subject is Subject.people:
        return paged(session, _people(kept, verdict), PersonLine, number)
    return paged(session, _units(kept, verdict), UnitLine, number)


def bad_lines(session: Session, kept: Import) -> Iterator[Any]:
    """Return all refused rows: what the file for mending holds."""
    if kept.subject is Subject.people:
        yield from map(PersonLine._make, session.execute(_people(kept, Verdict.refused)))
    else:
        yield from map(UnitLine._make, session.execute(_units(kept, Verdict.refused)))


def outcomes(session: Session, kept: Import, *which: Outcome) -> list[PersonLine]:
    """Return the people whom undoing did not bring back to what they were, or not wholly."""
    statement = _people(kept, None).where(StagedPerson.outcome.in_(which))
    return [PersonLine(*row) for row in session.execute(statement)]


def _people(kept: Import, verdict: Verdict | None) -> Any:
    row = StagedPerson
    statement = (
        select(
            *(row.number, row.verdict, row.refusals, row.cells, row.outcome, row.person_id),
            *(row.name, row.login, row.staff_number, row.status, row.mail, OrgUnit.name, row.since),
            *(row.was_name, row.was_login, row.was_staff_number, row.was_status, row.was_mail),
        )
        .outerjoin(OrgUnit, OrgUnit.id == row.unit_id)
        .where(row.import_id == kept.id)
        .order_by(row.number)
    )
    return statement.where(row.verdict == verdict) if verdict else statement


def _units(kept: Import, verdict: Verdict | None) -> Any:
    row = StagedUnit
    statement = (
        select(
            *(row.number, row.verdict, row.refusals, row.cells, row.outcome, row.unit_id),
            *(row.name, row.kind, row.code, row.was_name),
        )
        .where(row.import_id == kept.id)
        .order_by(row.number)
    )
    return statement.where(row.verdict == verdict) if verdict else statement


def roll(session: Session, tree: Tree, day: date) -> Roll:
    """Return everybody, and where they belong in a tree on the day or later: three queries."""
    people = select(
        Person.id,
        Person.login,
        Person.staff_number,
        Person.name,
        Person.status,
        Person.mail,
        Person.is_active,
    )
    units = select(OrgUnit.id, OrgUnit.path, OrgUnit.name).where(
        OrgUnit.is_active, OrgUnit.tree == tree
    )
    known = [comparing.Known(*row) for row in session.execute(people)]
    places = Places((row.id, row.path, row.name) for row in session.execute(units))
    return Roll(known, _standing(session, tree, day), places, day)


def _standing(session: Session, tree: Tree, day: date) -> dict[int, list[comparing.Standing]]:
    statement = select(
        Membership.person_id,
        Membership.id,
        Membership.unit_id,
        Membership.is_primary,
        Membership.valid_from,
        Membership.valid_to,
    ).where(
        Membership.tree == tree,
        Membership.superseded_at.is_(None),
        or_(Membership.valid_to.is_(None), Membership.valid_to > day),
    )
    found: defaultdict[int, list[comparing.Standing]] = defaultdict(list)
    for row in session.execute(statement):
        found[row[0]].append(comparing.Standing(*row[1:]))
    return found


def standing_units(session: Session, tree: Tree) -> list[growing.Standing]:
    statement = select(
        OrgUnit.id,
        OrgUnit.parent_id,
        OrgUnit.name,
        OrgUnit.kind,
        OrgUnit.path,
        OrgUnit.code,
        OrgUnit.is_active,
    ).where(OrgUnit.tree == tree)
    return [growing.Standing(*row) for row in session.execute(statement)]
