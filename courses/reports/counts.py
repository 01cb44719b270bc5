"""Figures of a report and the arithmetic they obey: parts add up to the whole."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from courses.assignments.standing import Standing


class Tally(NamedTuple):
    """So many people of one unit stand so; `step` as in `standing.standings`."""

    unit_id: int
    path: str
    standing: Standing
    step: int
    people: int


@dataclass(frozen=True, slots=True)
class Counts:
    """How many people stand how. Who is exempt or studies unasked is not required to."""

    completed: int = 0
    in_progress: int = 0
    not_started: int = 0
    exempt: int = 0
    voluntary: int = 0

    @property
    def required(self) -> int:
        return self.completed + self.in_progress + self.not_started

    @property
    def share(self) -> float:
        """The completed part of the required; of nobody required nothing is missing."""
        return self.completed / self.required if self.required else 1.0


def counted(tallies: Iterable[Tally]) -> Counts:
    people: defaultdict[str, int] = defaultdict(int)
    for tally in tallies:
        people[tally.standing] += tally.people
    return Counts(**people)


def by_child(tallies: Iterable[Tally], path: str) -> dict[int | None, list[Tally]]:
    """Sort tallies by the units right below `path`; None: who belongs to that unit itself."""
    parts: defaultdict[int | None, list[Tally]] = defaultdict(list)
    for tally in tallies:
        below = tally.path.removeprefix(path).partition("/")[0]
        parts[int(below) if below else None].append(tally)
    return dict(parts)


def curve(tallies: Iterable[Tally], steps: int) -> list[int]:
    """Return how many people had completed everything by each step."""
    reached = [0] * steps
    for tally in tallies:
        if tally.standing is Standing.completed and tally.step < steps:
            reached[tally.step] += tally.people
    for n in range(1, steps):
        reached[n] += reached[n - 1]
    return reached


class Pace(NamedTuple):
    """A task's time: how much of it a day has used up, in percent, and how many days are left."""

    starts_on: date
    deadline: date
    day: date

    @property
    def days(self) -> int:
        return (self.deadline - self.starts_on).days + 1

    @property
    def elapsed(self) -> float:
        used = (self.day - self.starts_on).days + 1
        return 100 * min(max(used, 0), self.days) / self.days

    @property
    def days_left(self) -> int:
        return (self.deadline - self.day).days

    def points(self, most: int) -> list[date]:
        """Return up to `most` days, evenly spread from the start to the day or the deadline."""
        last = min(self.day, self.deadline)
        span = (last - self.starts_on).days
        if span < 0:
            return []
        parts = max(min(most - 1, span), 1)
        days = {self.starts_on + timedelta(days=round(span * n / parts)) for n in range(parts)}
        return sorted(days | {last})

    def place(self, day: date) -> float:
        """Return where the end of a day lies on the axis of time, in percent."""
        return 100 * ((day - self.starts_on).days + 1) / self.days
