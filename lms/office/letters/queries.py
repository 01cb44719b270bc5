"""Whose address mail does not reach any more: it is for an administrator to correct."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from lms.mail.bounces import is_unreachable
from lms.mail.models import Failing
from lms.people.models import Person

SHOWN = 20


class Unreachable(NamedTuple):
    person_id: int
    name: str
    address: str
    why: str
    last_at: datetime


def unreachable(session: Session) -> list[Unreachable]:
    """Return those of whom it was found out last."""
    latest = _unreachable().order_by(Failing.last_at.desc(), Person.id).limit(SHOWN)
    return [Unreachable(*row) for row in session.execute(latest)]


def unreachable_count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(_unreachable().subquery())) or 0


def _unreachable() -> Select[*tuple[Any, ...]]:
    columns = (Person.id, Person.name, Person.mail, Failing.why, Failing.last_at)
    return (
        select(*columns)
        .join(Failing, Failing.address == func.lower(Person.mail))
        .where(is_unreachable(Person.mail), Person.is_active)
    )
