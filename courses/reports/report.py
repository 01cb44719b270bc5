"""A whole report, as its page and its exported file tell it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from courses.assignments.models import Assignment
from courses.reports import queries
from courses.reports.asking import Asked, Clock, Inquiry, inquiry
from courses.reports.counts import Counts, Pace, Tally, counted, curve
from courses.reports.queries import Row
from courses.reports.standing import Question, day_end
from courses.reports.units import Place
from lms.people import Actor

CURVE_POINTS = 8


@dataclass(frozen=True, slots=True)
class Report:
    """How a unit stands. `points` are (day, people who had completed everything by its end)."""

    place: Place
    tasks: Sequence[Assignment]
    question: Question
    total: Counts
    rows: list[Row]
    pace: Pace | None
    points: list[tuple[date, int]]
    generated_at: datetime

    @property
    def title(self) -> str:
        """The task's name; several are called by their period."""
        if len(self.tasks) == 1:
            return self.tasks[0].title
        return "、".join(dict.fromkeys(task.period for task in self.tasks))


def report(session: Session, actor: Actor, here: Place, asked: Asked, clock: Clock) -> Report:
    """Return the report on a place of the actor's scope. Refuses tasks out of reach."""
    found = inquiry(session, actor, here.unit.path, asked, clock)
    pace = _pace(found)
    days = pace.points(CURVE_POINTS) if pace else []
    cutoffs = tuple(day_end(day, clock.zone) for day in days)
    people = queries.tallies(session, found.question, cutoffs)
    return Report(
        place=here,
        tasks=found.tasks,
        question=found.question,
        total=counted(people),
        rows=queries.rows_of(here, people),
        pace=pace,
        points=_points(days, people),
        generated_at=asked.recorded_by or clock.now,
    )


def _pace(found: Inquiry) -> Pace | None:
    if not found.tasks:
        return None
    return Pace(
        min(task.starts_on for task in found.tasks),
        max(task.deadline for task in found.tasks),
        found.question.day,
    )


def _points(days: list[date], people: list[Tally]) -> list[tuple[date, int]]:
    return list(zip(days, curve(people, len(days)), strict=True))
