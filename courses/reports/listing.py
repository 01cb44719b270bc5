"""A report as one table, whatever file it goes into: what it is about, columns, rows."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from courses.reports import words
from courses.reports.counts import Counts
from courses.reports.names import Names
from courses.reports.report import Report, Subject
from courses.reports.roster import Member
from courses.reports.units import Place
from lms.people import Tree
from lms.people.labels import STATUSES, UNITS
from lms.web import filters
from lms.web.i18n import gettext as _

PEOPLE_SHARES = (3, 3, 5, 2, 3, 5, 3)

Cell = str | int | datetime | date | None


class Bar(NamedTuple):
    """How the people of a row stand: a bar on paper, nothing in a table of numbers."""

    done: int
    doing: int
    todo: int


class Column(NamedTuple):
    """`share` is the width beside the other columns; numbers stand at the end of theirs."""

    name: str
    share: int = 2
    is_number: bool = False


class Listing(NamedTuple):
    """`bars` are as many as rows, or none; the last row of `has_total` is the sum of all."""

    heading: str
    about: Sequence[str]
    columns: Sequence[Column]
    rows: Iterable[Sequence[Cell]]
    bars: Sequence[Bar] = ()
    has_total: bool = False


def figures(report: Report) -> Listing:
    """Put down how each unit stands, with the sentences and the figures of the page."""
    about, total = report.subject, report.total
    tree = about.place.unit.tree
    told = [words.lede(total, tree), words.rest(total, about.pace), words.beside(total)]
    name, *numbers = words.figure_columns(tree)
    lines = [*((words.line(row), row.counts) for row in report.rows), (_("合计"), total)]
    return Listing(
        heading=words.heading(about),
        about=[line for line in [*told, *words.about(about)] if line],
        columns=[Column(name, 5), *(Column(each, is_number=True) for each in numbers)],
        rows=[_figures(name, counts) for name, counts in lines],
        bars=[_bar(counts) for _name, counts in lines],
        has_total=True,
    )


def _figures(name: str, counts: Counts) -> list[Cell]:
    return [name, filters.percent(counts.completed, counts.required), *words.figures(counts)]


def _bar(counts: Counts) -> Bar:
    return Bar(counts.completed, counts.in_progress, counts.not_started)


def people(heading: str, about: Subject, names: Names) -> Listing:
    """Put down everybody of a report by how they stand."""
    columns = zip(words.name_columns(about.place.unit.tree), PEOPLE_SHARES, strict=True)
    return Listing(
        heading=heading,
        about=words.about(about),
        columns=[Column(name, share) for name, share in columns],
        rows=_people(names),
    )


def _people(names: Names) -> Iterator[list[Cell]]:
    labels = {standing: str(label) for standing, label in words.STANDINGS.items()}
    for row in names:
        yield [
            row.name,
            row.staff_number,
            row.unit,
            labels[row.standing],
            row.done_count,
            row.completed_at,
            names.excuses.get(row.id),
        ]


def roster(here: Place, members: Iterable[Member], day: date) -> Listing:
    """Put down who belongs to a unit."""
    tree = here.unit.tree
    columns = [_("姓名"), _("工号"), _("政治面貌"), str(UNITS[tree]), _("隶属自")]
    labels = {status: str(label) for status, label in STATUSES.items()}
    heading = {Tree.party: "党员名册：%(unit)s", Tree.administration: "人员名册：%(unit)s"}
    return Listing(
        heading=_(heading[tree], unit=here.unit.name),
        about=[
            words.whose(here),
            _("截至 %(day)s的主要隶属关系", day=filters.day(day)),
        ],
        columns=[Column(name, share) for name, share in zip(columns, (3, 3, 3, 5, 3), strict=True)],
        rows=(
            [each.name, each.staff_number, labels[each.status], each.unit, each.since]
            for each in members
        ),
    )


def as_text(cell: Cell, zone: ZoneInfo) -> str:
    """Write a cell as a person reads it."""
    if isinstance(cell, datetime):
        return f"{cell.astimezone(zone):%Y-%m-%d %H:%M}"
    if isinstance(cell, date):
        return cell.isoformat()
    return "" if cell is None else str(cell)
