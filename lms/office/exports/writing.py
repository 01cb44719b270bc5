"""The entries as a table: the same words as on the page, harmless to whoever opens it."""

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

from lms.office.exports.models import Format
from lms.office.trail.details import Told
from lms.sheets import FORMULA, write_sheet
from lms.web.i18n import gettext as _

Row = list[str | int | None]
WIDTHS = {0: 10, 1: 20, 2: 14, 3: 16, 4: 20, 5: 20, 6: 60, 7: 10}


def table(entries: Iterable[Told], zone: ZoneInfo) -> Iterator[Row]:
    """Give the heading, then a row an entry."""
    yield [
        *(_("编号"), _("时间"), _("操作人"), _("登录名")),
        *(_("操作"), _("对象"), _("内容"), _("封存")),
    ]
    for told in entries:
        entry = told.row
        yield [
            entry.id,
            f"{entry.at.astimezone(zone):%Y-%m-%d %H:%M:%S}",
            entry.doer or _("系统"),
            entry.login,
            told.deed,
            told.target,
            _("；").join(told.details),
            entry.position,
        ]


def write(target: Path, format_: Format, rows: Iterable[Row]) -> None:
    if format_ is Format.xlsx:
        target.write_bytes(write_sheet(_("审计"), rows, widths=WIDTHS))
        return
    with target.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([_harmless(cell) for cell in row] for row in rows)


def _harmless(cell: str | int | None) -> str:
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(FORMULA) else text
