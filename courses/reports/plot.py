"""The curve of a report as the chart draws it."""

from dataclasses import dataclass
from datetime import date, timedelta

from courses.reports.counts import Pace
from courses.reports.report import Report
from lms.web import filters
from lms.web.i18n import gettext as _

TICKS = 4


@dataclass(frozen=True, slots=True)
class Plot:
    """Places in percent of the task's time and of the people; `now` stands at the last one."""

    points: list[tuple[float, float]]
    now: str
    ticks: list[str]


def plotted(report: Report, today: date) -> Plot | None:
    pace, whole = report.subject.pace, report.total.required
    if not (pace and whole and report.points):
        return None
    points = [(pace.place(day), 100 * people / whole) for day, people in report.points]
    day, people = report.points[-1]
    named = _("今天") if day == today else filters.day(day)
    now = f"{named} {filters.percent(people, whole)}"
    return Plot([(0.0, 0.0), *points], now, [filters.day(day) for day in _ticks(pace)])


def _ticks(pace: Pace) -> list[date]:
    span = (pace.deadline - pace.starts_on).days
    steps = min(TICKS - 1, max(span, 1))
    days = (pace.starts_on + timedelta(days=round(span * n / steps)) for n in range(steps + 1))
    return list(dict.fromkeys(days))
