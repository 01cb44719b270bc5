"""What the pages about the audit trail read."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, String, cast, func, literal, or_, select
from sqlalchemy.orm import Session, aliased

from lms.audit.models import AuditEntry
from lms.audit.services import VERIFIED
from lms.db import Page, paged
from lms.office.trail.policy import entries_read_by
from lms.people.actor import Actor
from lms.people.models import Person

BATCH = 500


class EntryRow(NamedTuple):
    """A deed as the trail shows it; without a doer it was the school itself or a stranger."""

    id: int
    at: datetime
    doer: str | None
    login: str | None
    deed: str
    target: str
    details: dict[str, Any]
    position: int | None


class Chain(NamedTuple):
    """How far the trail is sealed, and what the last walk along it found."""

    sealed: int
    unsealed: int
    verified_at: datetime | None
    broken_at: int | None


@dataclass(frozen=True, slots=True)
class Search:
    """Which entries to show; days are the school's, both included.

    `kind` and `number` name what a deed was done to: a course, the course 3.
    """

    person: str = ""
    deed: str = ""
    kind: str = ""
    number: str = ""
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Today:
    """The day it is at the school, and where the school is."""

    day: date
    zone: ZoneInfo


def entries(
    session: Session, actor: Actor, search: Search, today: Today, number: int = 1
) -> Page[EntryRow]:
    return paged(session, _found(actor, search, today), EntryRow, number)


def all_entries(
    session: Session, actor: Actor, search: Search, today: Today, *, up_to: int
) -> Iterator[EntryRow]:
    """Give every entry that is found up to the one of that id, few at a time in memory."""
    statement = _found(actor, search, today).where(AuditEntry.id <= up_to)
    rows = session.execute(statement.execution_options(yield_per=BATCH))
    return (EntryRow(*row) for row in rows)


def entry_count(session: Session, actor: Actor, search: Search, today: Today, *, up_to: int) -> int:
    statement = _found(actor, search, today).where(AuditEntry.id <= up_to)
    counted = select(func.count()).select_from(statement.order_by(None).subquery())
    return session.scalar(counted) or 0


def last_entry(session: Session) -> int:
    return session.scalar(select(func.max(AuditEntry.id))) or 0


def _found(actor: Actor, search: Search, today: Today) -> Select[Any]:
    return (
        select(
            AuditEntry.id,
            AuditEntry.at,
            Person.name.label("doer"),
            Person.login,
            AuditEntry.deed,
            AuditEntry.target,
            AuditEntry.details,
            AuditEntry.position,
        )
        .outerjoin(Person, Person.id == AuditEntry.actor_id)
        .where(entries_read_by(actor, today.day), *_conditions(search, today.zone))
        .order_by(AuditEntry.id.desc())
    )


def _conditions(search: Search, zone: ZoneInfo) -> list[ColumnElement[bool]]:
    after = search.last and search.last + timedelta(days=1)
    conditions = [
        _concerns(search.person) if search.person else None,
        AuditEntry.deed == search.deed if search.deed else None,
        _done_to(search.kind, search.number) if search.kind else None,
        AuditEntry.at >= _start(search.first, zone) if search.first else None,
        AuditEntry.at < _start(after, zone) if after else None,
    ]
    return [condition for condition in conditions if condition is not None]


def _done_to(kind: str, number: str) -> ColumnElement[bool]:
    if number:
        return AuditEntry.target == f"{kind}:{number}"
    return AuditEntry.target.startswith(f"{kind}:", autoescape=True)


def _start(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)


def _concerns(words: str) -> ColumnElement[bool]:
    """Say in SQL whether somebody of that name, login or number did it, or it was done to."""
    person = aliased(Person)
    columns = (person.name, person.login, person.staff_number)
    is_meant = or_(*(column.icontains(words, autoescape=True) for column in columns))
    doers = select(person.id).where(is_meant)  # looked for once, not for each entry
    targets = select(literal("person:") + cast(person.id, String)).where(is_meant)
    return or_(AuditEntry.actor_id.in_(doers), AuditEntry.target.in_(targets))


def chain(session: Session) -> Chain:
    sealed = select(func.max(AuditEntry.position))
    unsealed = select(func.count()).where(AuditEntry.position.is_(None))
    walks = select(AuditEntry.at, AuditEntry.details).where(AuditEntry.deed == VERIFIED)
    last = session.execute(walks.order_by(AuditEntry.id.desc()).limit(1)).first()
    return Chain(
        session.scalar(sealed) or 0,
        session.scalar(unsealed) or 0,
        last.at if last else None,
        last.details.get("broken_at") if last else None,
    )
