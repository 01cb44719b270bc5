"""A whole report, as its page and its exported file tell it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

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
class Subject:
    """What a report is about: where, which tasks, as of when. Without figures yet."""

    place: Place
    tasks: Sequence[Assignment]
    question: Question
    pace: Pace | None
    generated_at: datetime

    @property
    def title(self) -> str:
        """The task's name; several are called by their period."""
        if len(self.tasks) == 1:
            return self.tasks[0].title
        return "、".join(dict.fromkeys(task.period for task in self.tasks))


@dataclass(frozen=True, slots=True)
class Report:
    """How a unit stands. `points` are (day, people who had completed everything by its end)."""

    subject: Subject
    tallies: list[Tally]
    total: Counts
    rows: list[Row]
    points: list[tuple[date, int]]


def subject(session: Session, actor: Actor, here: Place, asked: Asked, clock: Clock) -> Subject:
    """Return what is asked about a place of the actor's scope. Refuses tasks out of reach."""
    found = inquiry(session, actor, here.unit.path, asked, clock)
    return Subject(
        place=here,
        tasks=found.tasks,
        question=found.question,
        pace=_pace(found),
        generated_at=asked.recorded_by or clock.now,
    )


def report(session: Session, about: Subject, zone: ZoneInfo) -> Report:
    """Return the figures: one query, however many units and people."""
    days = about.pace.points(CURVE_POINTS) if about.pace else []
    cutoffs = tuple(day_end(day, zone) for day in days)
    people = queries.tallies(session, about.question, cutoffs)
    return Report(
        subject=about,
        tallies=people,
        total=counted(people),
        rows=queries.rows_of(about.place, people),
        points=list(zip(days, curve(people, len(days)), strict=True)),
    )


def _pace(found: Inquiry) -> Pace | None:
    if not found.tasks:
        return None
    return Pace(
        min(task.starts_on for task in found.tasks),
        max(task.deadline for task in found.tasks),
        found.question.day,
    )
