"""A listing as CSV: UTF-8 with the mark that spreadsheets look for, a row a line.

No sentence stands above the table, so that programs can read it. A text that a spreadsheet would
take for a formula begins with an apostrophe.
"""

import csv
from collections.abc import Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from courses.reports.listing import Cell, Listing, as_text
from lms.sheets import FORMULA


def write(target: Path, listing: Listing, zone: ZoneInfo) -> None:
    with target.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([column.name for column in listing.columns])
        writer.writerows(_harmless(row, zone) for row in listing.rows)


def _harmless(row: Sequence[Cell], zone: ZoneInfo) -> list[str]:
    texts = (as_text(cell, zone) for cell in row)
    return [f"'{text}" if text.startswith(FORMULA) else text for text in texts]
