from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from lms.decisions.models import Maintenance, Rule

VERSION = (
    select(func.coalesce(func.max(Rule.id), 0)).scalar_subquery(),
    select(func.coalesce(func.max(Maintenance.id), 0)).scalar_subquery(),
)


class Version(NamedTuple):
    """The numbers of the last rows."""

    rule: int
    maintenance: int


class Decision(NamedTuple):
    name: str
    value: str
    valid_from: date
    valid_to: date | None

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


class Announcement(NamedTuple):
    """When the school is worked on and from when people are told, in whose words."""

    shown_from: datetime
    starts_at: datetime
    ends_at: datetime | None
    words: str
    words_en: str

    def is_over(self, now: datetime) -> bool:
        return self.ends_at is not None and self.ends_at <= now

    def is_told(self, now: datetime) -> bool:
        return self.shown_from <= now and not self.is_over(now)

    def holds(self, now: datetime) -> bool:
        return self.starts_at <= now and not self.is_over(now)


def version(connection: Connection) -> Version:
    return Version(*connection.execute(select(*VERSION)).one())


def decisions(connection: Connection) -> tuple[Decision, ...]:
    """Return all that was ever decided about rules; what counts more comes later."""
    columns = (getattr(Rule, name) for name in Decision._fields)
    rows = connection.execute(select(*columns).order_by(Rule.valid_from, Rule.id))
    return tuple(Decision(*row) for row in rows)


def announcement(connection: Connection) -> Announcement | None:
    columns = (getattr(Maintenance, name) for name in Announcement._fields)
    row = connection.execute(select(*columns).order_by(Maintenance.id.desc()).limit(1)).first()
    return Announcement(*row) if row and row.starts_at else None
