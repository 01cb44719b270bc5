"""The one next step: which of all the things that somebody is asked for comes now."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import NamedTuple

from courses.assignments.items import Item, QuizItem
from courses.assignments.mine import Mine


class Line(NamedTuple):
    """A thing to do, with the task that asks for it."""

    task: Mine
    item: Item

    @property
    def is_done(self) -> bool:
        return self.item.done_at is not None

    def is_late(self, day: date) -> bool:
        return not self.is_done and self.task.is_mandatory and self.task.deadline < day

    def days_left(self, day: date) -> int:
        return (self.task.deadline - day).days


class Section(NamedTuple):
    """What a period asks for, each thing once."""

    period: str
    lines: list[Line]

    @property
    def done_count(self) -> int:
        return sum(line.is_done for line in self.lines)


def sections(tasks: Iterable[Mine], day: date) -> list[Section]:
    """Return what is asked for now, by period: what runs, and what is overdue; urgent first."""
    asked = (task for task in tasks if not task.is_exempt)
    shown = [task for task in asked if task.deadline >= day or _is_owed(task)]
    shown.sort(key=lambda task: (task.deadline >= day, not task.is_mandatory, task.deadline))
    periods: dict[str, dict[object, Line]] = {}
    for line in _lines(shown):
        key = (line.item.kind, line.item.id)
        periods.setdefault(line.task.period, {}).setdefault(key, line)
    return [Section(period, list(lines.values())) for period, lines in periods.items()]


def _is_owed(task: Mine) -> bool:
    return task.is_mandatory and task.completed_at is None


def _lines(tasks: Iterable[Mine]) -> Iterator[Line]:
    return (Line(task, item) for task in tasks for item in task.items)


def next_line(found: Iterable[Section], now: datetime) -> Line | None:
    """Return what to do now: a running sitting before all, else the first that can be done.

    The sections stand in order of need; within a task what was begun comes before what was not.
    """
    open_lines = [
        line
        for section in found
        for line in section.lines
        if not line.is_done and _can_be_done(line.item, now)
    ]
    first = open_lines[0].task.id if open_lines else 0
    return min(
        open_lines,
        key=lambda line: (
            not _is_running(line.item),
            line.task.id != first,
            not line.item.is_begun,
        ),
        default=None,
    )


def _is_running(item: Item) -> bool:
    return isinstance(item, QuizItem) and item.running_id is not None


def _can_be_done(item: Item, now: datetime) -> bool:
    """Leave out a quiz that is not open, and one without an attempt left."""
    if not isinstance(item, QuizItem) or item.running_id is not None:
        return True
    is_open = (item.opens_at is None or item.opens_at <= now) and (
        item.closes_at is None or now < item.closes_at
    )
    return is_open and item.can_sit
