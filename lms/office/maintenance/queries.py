from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.decisions.models import Maintenance
from lms.people.models import Person

SHOWN = 20


class Announced(NamedTuple):
    """A row of the history; without a start it took back the announcement before it."""

    starts_at: datetime | None
    ends_at: datetime | None
    words: str
    by: str | None
    recorded_at: datetime


def history(session: Session) -> list[Announced]:
    statement = (
        select(
            Maintenance.starts_at,
            Maintenance.ends_at,
            Maintenance.words,
            Person.name,
            Maintenance.recorded_at,
        )
        .outerjoin(Person, Person.id == Maintenance.announced_by)
        .order_by(Maintenance.id.desc())
        .limit(SHOWN)
    )
    return [Announced(*row) for row in session.execute(statement)]
