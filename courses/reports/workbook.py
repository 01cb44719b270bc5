"""A report as an XLSX file: its sentences and figures, and everybody by name.

Rows go to disk as they come, so the file of a hundred thousand people takes no more memory than
that of ten. The figures are counted from the very rows of the list, so the two sheets agree.
Texts stay texts: a name that looks like a formula is written as a word.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from courses.reports import words
from courses.reports.asking import Clock
from courses.reports.counts import Counts, counted
from courses.reports.listing import Cell as ListedCell
from courses.reports.listing import Listing, as_text
from courses.reports.names import Names
from courses.reports.queries import rows_of
from courses.reports.report import Subject
from lms.sheets import FORMULA
from lms.web.i18n import gettext as _

OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
HEAD_ROWS = 8  # above the tables stands what they are about
WIDTHS = (32, 10, 10, 10, 10, 10, 10)
NAMES_WIDTHS = (16, 16, 32, 10, 10, 18, 32)
BATCH = 500
DAY, DAY_ZERO = timedelta(days=1), datetime(1899, 12, 30)  # noqa: DTZ001  as sheets count


@dataclass(frozen=True, slots=True)
class Look:
    """The formats of a workbook."""

    strong: Format
    head: Format
    share: Format
    moment: Format
    word: Format

    @classmethod
    def of(cls, book: Workbook) -> "Look":
        make = book.add_format
        return cls(
            strong=make({"bold": True}),
            head=make({"bold": True, "bottom": 1}),
            share=make({"num_format": "0.0%"}),
            moment=make({"num_format": "yyyy-mm-dd hh:mm"}),
            word=make({"quote_prefix": True}),
        )


def write(
    target: Path,
    subject: Subject,
    names: Names,
    zone: ZoneInfo,
    tell: Callable[[int], None] = lambda _written: None,
) -> None:
    """Write the file. `tell` hears now and then how many people are written."""
    with _book(target, _local(subject.generated_at, zone)) as book:
        look = Look.of(book)
        figures = _sheet(book, _("完成情况"), WIDTHS)
        listed = _sheet(book, _("人员名单"), NAMES_WIDTHS)
        _write_head(listed, look, [words.heading(subject), *words.about(subject)])
        _write_head_row(listed, look, words.name_columns(subject.place.unit.tree))
        _write_names(listed, look, names, zone, tell)
        tallies = names.tallies()
        total = counted(tallies)
        tree = subject.place.unit.tree
        told = [words.lede(total, tree), words.rest(total, subject.pace), words.beside(total)]
        _write_head(figures, look, [words.heading(subject), *told, *words.about(subject)])
        lines = [(words.line(row), row.counts) for row in rows_of(subject.place, tallies)]
        _write_head_row(figures, look, words.figure_columns(tree))
        _write_figures(figures, look, [*lines, (_("合计"), total)])


def write_listing(target: Path, listing: Listing, clock: Clock) -> None:
    """Write one table with what it is about above it."""
    with _book(target, _local(clock.now, clock.zone)) as book:
        look = Look.of(book)
        sheet = _sheet(book, _("名单"), [4 * column.share for column in listing.columns])
        _write_head(sheet, look, [listing.heading, *listing.about])
        _write_head_row(sheet, look, [each.name for each in listing.columns])
        for at, row in enumerate(listing.rows, HEAD_ROWS + 1):
            for column, cell in enumerate(row):
                _write_cell(sheet, (at, column), cell, look, clock.zone)


def _write_cell(
    sheet: Worksheet, at: tuple[int, int], cell: ListedCell, look: Look, zone: ZoneInfo
) -> None:
    if isinstance(cell, datetime):
        sheet.write_number(*at, _serial(cell, zone), look.moment)
    elif isinstance(cell, int):
        sheet.write_number(*at, cell)
    else:
        _write_text(sheet, *at, as_text(cell, zone), look)


@contextmanager
def _book(target: Path, created: datetime) -> Iterator[Workbook]:
    """Open a workbook that says when its figures were true, not when it was written."""
    with Workbook(str(target), {**OPTIONS, "tmpdir": str(target.parent)}) as book:
        book.set_properties({"created": created})
        yield book


def _sheet(book: Workbook, name: str, widths: Sequence[int]) -> Worksheet:
    sheet = book.add_worksheet(name)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(HEAD_ROWS + 1, 1)
    return sheet


def _write_head(sheet: Worksheet, look: Look, lines: Sequence[str]) -> None:
    for at, line in enumerate(filter(None, lines)):
        sheet.write_string(at, 0, line, look.strong if at == 0 else None)


def _write_head_row(sheet: Worksheet, look: Look, names: Sequence[str]) -> None:
    for column, name in enumerate(names):
        sheet.write_string(HEAD_ROWS, column, name, look.head)


def _write_figures(sheet: Worksheet, look: Look, lines: Sequence[tuple[str, Counts]]) -> None:
    for at, (name, counts) in enumerate(lines, HEAD_ROWS + 1):
        _write_text(sheet, at, 0, name, look)
        if counts.required:
            sheet.write_number(at, 1, counts.share, look.share)
        for column, count in enumerate(words.figures(counts), 2):
            sheet.write_number(at, column, count)


def _write_names(
    sheet: Worksheet, look: Look, names: Names, zone: ZoneInfo, tell: Callable[[int], None]
) -> None:
    labels = {standing: str(label) for standing, label in words.STANDINGS.items()}
    for at, row in enumerate(names, HEAD_ROWS + 1):
        _write_text(sheet, at, 0, row.name, look)
        _write_text(sheet, at, 1, row.staff_number, look)
        _write_text(sheet, at, 2, row.unit, look)
        sheet.write_string(at, 3, labels[row.standing])
        sheet.write_number(at, 4, row.done_count)
        if row.completed_at:
            sheet.write_number(at, 5, _serial(row.completed_at, zone), look.moment)
        _write_text(sheet, at, 6, names.excuses.get(row.id), look)
        if at % BATCH == 0:
            tell(at - HEAD_ROWS)


def _local(moment: datetime, zone: ZoneInfo) -> datetime:
    """Return a moment as a sheet wants it: local and without a zone."""
    return moment.astimezone(zone).replace(tzinfo=None)


def _serial(moment: datetime, zone: ZoneInfo) -> float:
    """Return a moment as sheets count it, in days; the engine takes ten times as long."""
    return (_local(moment, zone) - DAY_ZERO) / DAY


def _write_text(sheet: Worksheet, at: int, column: int, text: str | None, look: Look) -> None:
    if text:
        sheet.write_string(at, column, text, look.word if text.startswith(FORMULA) else None)
