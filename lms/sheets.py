"""Spreadsheets: read without harm to the school, written without harm to whoever opens them."""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile, ZipInfo

from python_calamine import CalamineError, CalamineWorkbook

from lms.errors import Invalid, TooLarge, Unsupported

Cell = str | int | float | Decimal | date | None

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
PART = "xl/workbook.xml"
OTHERS = {"xl/workbook.bin", "content.xml"}  # XLSB and ODS: the reader would try them, too
MOST_BYTES = 32 * 1024**2  # unpacked
MOST_PARTS = 1000
MOST_COLUMNS = 256
CHUNK = 64 * 1024
ADDRESS = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]*)(\d+)["']""")
# how a formula begins, for spreadsheets set to Chinese in wide signs, too
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def is_workbook(source: bytes) -> bool:
    return source.startswith((ZIP, OLE))


def read_sheet(source: bytes, *, most_rows: int) -> list[list[str]]:
    """Return the first sheet of an XLSX file, every cell as text, from row 1 and column A.

    The reader lays a sheet out in full, so one cell far away asks for half a terabyte and ends
    the process: the file is unpacked and looked at first. Raises Unsupported, TooLarge, Invalid.
    """
    if not source.startswith(ZIP):
        raise Unsupported("请上传 .xlsx 文件；旧版 .xls 或加密的表格请另存为 .xlsx 后重试。")
    try:
        _inspect(source, most_rows)
        sheet = CalamineWorkbook.from_filelike(BytesIO(source)).get_sheet_by_index(0)
        rows = sheet.to_python(skip_empty_area=False)
    except (BadZipFile, CalamineError, EOFError, NotImplementedError, RuntimeError) as error:
        raise Invalid("表格文件已损坏，无法读取。请重新导出后上传。") from error
    return [[_written(cell) for cell in row] for row in rows]


def _inspect(source: bytes, most_rows: int) -> None:
    left = MOST_BYTES
    with ZipFile(BytesIO(source)) as parcel:
        names = set(parcel.namelist())
        if PART not in names or names & OTHERS:
            raise Unsupported("这不是 .xlsx 表格。请用表格软件另存为 .xlsx 后重试。")
        if len(names) > MOST_PARTS:
            raise TooLarge("表格内容太多，请拆成几个文件。")
        for part in parcel.infolist():
            content = _unpacked(parcel, part, left)
            left -= len(content)
            if b"sheetData" in content:
                _check_addresses(content, most_rows)


def _unpacked(parcel: ZipFile, part: ZipInfo, most: int) -> bytes:
    """Unpack a part, at most so many bytes, whatever size the file claims."""
    part.file_size = most + 2  # not reached, so no checksum is compared half-way
    with parcel.open(part) as stream:
        content = stream.read(most + 1)
    if len(content) > most:
        raise TooLarge("表格解压后太大，请拆成几个文件。")
    return content


def _check_addresses(content: bytes, most_rows: int) -> None:
    for found in ADDRESS.finditer(content):
        if int(found[2][:9]) > most_rows:
            raise TooLarge("表格行数太多，一次最多 %(most)s 行。", most=most_rows)
        if _column(found[1]) > MOST_COLUMNS:
            raise TooLarge("表格列数太多，最多 %(most)s 列。", most=MOST_COLUMNS)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper()[:9]:
        number = number * 26 + letter - ord("A") + 1
    return number


def _written(cell: Any) -> str:
    """Write a cell as a person reads it: 2.0 is 2, a day is 2026-06-12."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    return cell.isoformat(" ") if isinstance(cell, datetime) else str(cell)


def write_sheet(
    name: str, rows: Iterable[Sequence[Cell]], *, widths: Mapping[int, int] | None = None
) -> bytes:
    """Return an XLSX file of one sheet. A text is a text, also one that looks like a formula."""
    import xlsxwriter  # noqa: PLC0415  4 MB that only files for download need

    target = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as workbook:
        sheet = workbook.add_worksheet(name)
        quoted = workbook.add_format({"quote_prefix": True})
        for column, width in (widths or {}).items():
            sheet.set_column(column, column, width)
        for at, row in enumerate(rows):
            for column, cell in enumerate(map(_plain, row)):
                is_suspect = isinstance(cell, str) and cell.startswith(FORMULA)
                sheet.write(at, column, cell, quoted if is_suspect else None)
    return target.getvalue()


def write_separated(target: Path, head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write a CSV file: UTF-8 with the mark that spreadsheets look for, a row a line.

    A text that a spreadsheet would take for a formula begins with an apostrophe.
    """
    with target.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(head)
        writer.writerows([_harmless(text) for text in row] for row in rows)


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text


def _plain(cell: Cell) -> str | float | None:
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "minutes")
    if isinstance(cell, date):
        return cell.isoformat()
    return float(cell) if isinstance(cell, Decimal) else cell


def numbered(rows: Iterable[Sequence[str]]) -> Iterator[tuple[int, Sequence[str]]]:
    """Give the rows that say anything, each with its number in the file."""
    return ((at, row) for at, row in enumerate(rows, 1) if any(cell.strip() for cell in row))
