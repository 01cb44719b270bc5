"""What an entry says besides the deed and its target, in words.

Each detail has a label; its value is said by what it is: a person or unit by name, a day as a day,
a word of ours in its label. What nobody has named here is shown as it was written.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.config import RULES
from lms.office.settings.words import WORDINGS, sentence
from lms.office.trail.deeds import DEEDS, numbered, target_words
from lms.office.trail.labels import LABELS, VALUES
from lms.office.trail.queries import EntryRow
from lms.people.models import OrgUnit, Person
from lms.web.filters import day, moment, size, told
from lms.web.i18n import gettext as _

PEOPLE = frozenset({"person"})
UNITS = frozenset({"unit", "units", "above", "place"})
DAYS = frozenset(
    {"day", "first", "last", "valid_from", "valid_to", "deadline", "starts_on", "as_of"}
)
MOMENTS = frozenset({"starts_at", "ends_at"})
REVISED = ("assignment.revise", "person.revise")  # each detail: what it was, what it is
PAIR = 2


class Names(NamedTuple):
    """How the people and units are called that some entries speak of."""

    people: Mapping[int, str]
    units: Mapping[int, str]


class Told(NamedTuple):
    """An entry in words."""

    row: EntryRow
    deed: str
    target: str
    details: list[str]


def told_entries(session: Session, rows: Sequence[EntryRow]) -> list[Told]:
    """Say entries in the reader's words: two queries for all of them."""
    names = _names(session, rows)
    return [
        Told(
            row, str(DEEDS.get(row.deed, row.deed)), _target(row.target, names), _lines(row, names)
        )
        for row in rows
    ]


def _names(session: Session, rows: Iterable[EntryRow]) -> Names:
    people, units = set[int](), set[int]()
    for row in rows:
        kind, _colon, number = row.target.partition(":")
        if number.isdigit():
            {"person": people, "unit": units}.get(kind, set()).add(int(number))
        for name, value in row.details.items():
            found = people if name in PEOPLE else units if name in UNITS else set[int]()
            found |= set(_numbers(value))
    return Names(_called(session, Person, people), _called(session, OrgUnit, units))


def _called(session: Session, model: type[Person | OrgUnit], ids: set[int]) -> dict[int, str]:
    if not ids:
        return {}
    rows = session.execute(select(model.id, model.name).where(model.id.in_(sorted(ids))))
    return {row[0]: row[1] for row in rows}


def _numbers(value: Any) -> Iterator[int]:
    if isinstance(value, list):
        for one in value:
            yield from _numbers(one)
    elif isinstance(value, int):
        yield value


def _target(target: str, names: Names) -> str:
    """Call what a deed was done to by its name, else by its kind and number."""
    kind, _colon, number = target.partition(":")
    known = {"person": names.people, "unit": names.units}.get(kind, {})
    if number.isdigit() and int(number) in known:
        return numbered(kind, known[int(number)])
    return target_words(target)


def _lines(row: EntryRow, names: Names) -> list[str]:
    return [_line(row, name, value, names) for name, value in row.details.items()]


def _line(row: EntryRow, name: str, value: Any, names: Names) -> str:
    if row.deed == "rule.decide" and name == "value":
        return _decided(row, value)
    if isinstance(value, dict):  # changes by name
        return _("；").join(_line(row, key, one, names) for key, one in value.items())
    if name not in LABELS:
        return f"{name}={told(value)}"
    if row.deed in REVISED and isinstance(value, list) and len(value) == PAIR:
        before, after = (_said(name, one, names) for one in value)
        words = _("由“%(before)s”改为“%(after)s”", before=before, after=after)
    else:
        words = _said(name, value, names)
    return "".join((str(LABELS[name]), _("："), words))


def _decided(row: EntryRow, text: str) -> str:
    """Say a decision about a rule as the rule's own sentence."""
    rule = row.target.partition(":")[2]
    return sentence(rule, RULES[rule](text)) if rule in WORDINGS else text


def _said(name: str, value: Any, names: Names) -> str:
    if isinstance(value, list):
        return _("、").join(_said(name, one, names) for one in value) or _("无")
    if value is None or value == "":
        return _("无")
    if isinstance(value, bool):
        return _("是") if value else _("否")
    return _said_by_its_name(name, value, names)


def _said_by_its_name(name: str, value: Any, names: Names) -> str:
    manner = next((manner for known, manner in MANNERS if name in known), _plainly)
    try:
        return manner(value, names)
    except (KeyError, ValueError, TypeError):  # somebody unknown; written by an older release
        return told(value)


def _plainly(value: Any, _names: Names) -> str:
    return str(VALUES.get(value, value)) if isinstance(value, str) else f"{value:,}"


Manner = Callable[[Any, Names], str]
MANNERS: tuple[tuple[frozenset[str], Manner], ...] = (
    (PEOPLE, lambda value, names: names.people[value]),
    (UNITS, lambda value, names: names.units[value]),
    (DAYS, lambda value, _names: day(date.fromisoformat(value))),
    (MOMENTS, lambda value, _names: moment(datetime.fromisoformat(value))),
    (frozenset({"size"}), lambda value, _names: size(value)),
)
