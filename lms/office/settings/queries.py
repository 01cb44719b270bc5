"""What the pages about the school's rules read."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.config import RULES, Config
from lms.decisions.models import Rule
from lms.people.models import Person


class Decided(NamedTuple):
    """A row of a rule's history: what was decided, by whom, and what it rests on."""

    id: int
    name: str
    text: str
    valid_from: date
    valid_to: date | None
    document: str
    article: str
    by: str | None
    recorded_at: datetime

    @property
    def value(self) -> Any:
        return RULES[self.name](self.text)

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


class Standing(NamedTuple):
    """A rule as it stands: its value today, the decision behind it if any, and what comes."""

    name: str
    value: Any
    is_fixed: bool
    decided: Decided | None
    coming: list[Decided]


def history(session: Session, name: str | None = None) -> list[Decided]:
    """Return what was decided, about one rule or all, the one that counts most first."""
    statement = (
        select(
            Rule.id,
            Rule.name,
            Rule.value,
            Rule.valid_from,
            Rule.valid_to,
            Rule.document,
            Rule.article,
            Person.name,
            Rule.recorded_at,
        )
        .outerjoin(Person, Person.id == Rule.decided_by)
        .where(Rule.name.in_([name] if name else list(RULES)))
        .order_by(Rule.valid_from.desc(), Rule.id.desc())
    )
    return [Decided(*row) for row in session.execute(statement)]


def standing(name: str, decided: Iterable[Decided], settings: Config, day: date) -> Standing:
    """Say how a rule stands on a day, given its history."""
    is_fixed = name in settings.fixed
    rows = [] if is_fixed else [row for row in decided if row.name == name]
    now = next((row for row in rows if row.holds_on(day)), None)
    value = now.value if now else getattr(settings, name)
    coming = [row for row in reversed(rows) if row.valid_from > day]
    return Standing(name, value, is_fixed, now, coming)


def standings(session: Session, settings: Config, day: date) -> dict[str, Standing]:
    decided = history(session)
    return {name: standing(name, decided, settings, day) for name in RULES}
