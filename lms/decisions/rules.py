"""The rules of the school as they are in force on a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from lms.config import RULES, Config
from lms.db import today
from lms.decisions import queries
from lms.decisions.queries import Decision


class School(NamedTuple):
    """What the school says of itself: on every page, in letters, on the sign-in page."""

    name: str
    organisation: str
    contact: str


@dataclass(frozen=True, slots=True)
class Rules:
    school_name: str
    organisation: str
    contact: str
    watched_share: Decimal
    answer_grace_seconds: int
    idle_minutes: int
    session_hours: int
    link_days: int
    second_factor_roles: frozenset[str]
    digest_hour: int
    reminder_days: int
    file_days: int
    backup_at: time | None
    backup_daily: int
    backup_weekly: int
    backup_monthly: int

    @property
    def school(self) -> School:
        return School(self.school_name, self.organisation, self.contact)


def in_force(decided: Iterable[Decision], settings: Config, day: date) -> Rules:
    """Return what holds on a day: the settings, unless somebody has decided otherwise.

    What the settings fix, nobody decides. `decided` comes in the order of `queries.decisions`.
    """
    values: dict[str, Any] = {name: getattr(settings, name) for name in RULES}
    for one in decided:
        if one.name in values and one.name not in settings.fixed and one.holds_on(day):
            values[one.name] = RULES[one.name](one.value)
    return Rules(**values)


def rules_of(session: Session, settings: Config) -> Rules:
    """Read the rules of today: for jobs, which keep no copy."""
    return in_force(queries.decisions(session.connection()), settings, today(settings.zone))
