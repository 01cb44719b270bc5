"""A listing as CSV. No sentence stands above the table, so that programs can read it."""

from pathlib import Path
from zoneinfo import ZoneInfo

from courses.reports.listing import Listing, as_text
from lms.sheets import write_separated


def write(target: Path, listing: Listing, zone: ZoneInfo) -> None:
    rows = ([as_text(cell, zone) for cell in row] for row in listing.rows)
    write_separated(target, [column.name for column in listing.columns], rows)
