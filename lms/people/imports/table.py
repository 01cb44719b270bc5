"""Files of rows: an XLSX sheet, or text with commas, semicolons or tabs between its cells."""

import csv
from collections.abc import Sequence
from io import StringIO
from typing import NamedTuple

from lms.decoding import decode_text
from lms.errors import Invalid, TooLarge
from lms.people.imports.columns import recognised
from lms.people.imports.models import Subject
from lms.sheets import MOST_COLUMNS, is_workbook, numbered, read_sheet

LARGEST_FILE = 8 * 1024**2
MOST_ROWS = 20_000
LONGEST_CELL = 500
DELIMITERS = ",;\t"
LOOKED_AT = 10  # rows in which a header is looked for: titles may stand above it


class Line(NamedTuple):
    """A row that says something, with its number in the file."""

    number: int
    cells: list[str]


class Table(NamedTuple):
    """The row that names the columns, and the rows under it."""

    header: Line
    lines: list[Line]


def read_table(source: bytes, subject: Subject) -> Table:
    """Read a file of people or units. Raises Unsupported, TooLarge, Invalid."""
    if len(source) > LARGEST_FILE:
        raise TooLarge("文件超过 %(most)s MB，请拆成几个文件。", most=LARGEST_FILE // 1024**2)
    raw = read_sheet(source, most_rows=MOST_ROWS) if is_workbook(source) else _read_text(source)
    lines = [Line(number, _tidy(cells)) for number, cells in numbered(raw)]
    if not lines:
        raise Invalid("文件中没有内容。")
    at = _header_at(lines, subject)
    if at + 1 == len(lines):
        raise Invalid("文件中只有表头，没有数据行。")
    return Table(lines[at], lines[at + 1 :])


def _read_text(source: bytes) -> list[list[str]]:
    text = decode_text(source)
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(DELIMITERS, key=first.count)
    try:
        rows = list(csv.reader(StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise Invalid("文件不是有效的 CSV，无法读取。请重新导出后上传。") from error
    if len(rows) > MOST_ROWS:
        raise TooLarge("表格行数太多，一次最多 %(most)s 行。", most=MOST_ROWS)
    if any(len(row) > MOST_COLUMNS for row in rows):
        raise TooLarge("表格列数太多，最多 %(most)s 列。", most=MOST_COLUMNS)
    return rows


def _tidy(cells: Sequence[str]) -> list[str]:
    """Fold spaces; leave out the empty cells at the end, and what a database cannot keep."""
    folded = [" ".join(cell.replace("\x00", " ").split())[:LONGEST_CELL] for cell in cells]
    while folded and not folded[-1]:
        folded.pop()
    return folded


def _header_at(lines: Sequence[Line], subject: Subject) -> int:
    """Find the row that names most columns; where none does, the first is taken for it."""
    counts = [len(recognised(subject, line.cells)) for line in lines[:LOOKED_AT]]
    return counts.index(max(counts))
