"""A listing as PDF: A4 upright, heads repeated, no row cut, a line for those who sign."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from courses.reports.listing import Listing, as_text
from courses.typesetting import Manuscript, typeset
from lms.config import Config
from lms.web import filters
from lms.web.i18n import gettext as _
from lms.web.i18n import language

SOURCE = Path(__file__).with_name("listing.typ")


def write(
    target: Path, listing: Listing, settings: Config, at: datetime, beat: Callable[[], None]
) -> None:
    """Print a listing; `at` is the moment its figures were true."""
    content = {
        "language": language(),
        "heading": listing.heading,
        "about": listing.about,
        "columns": [column._asdict() for column in listing.columns],
        "rows": [[as_text(cell, settings.zone) for cell in row] for row in listing.rows],
        "bars": listing.bars,
        "has_total": listing.has_total,
        "legend": [_("已完成"), _("学习中"), _("未开始")],
        "signed": [
            _("制表人："),
            _("审核："),
            _("打印时间：%(moment)s", moment=filters.moment(at)),
        ],
    }
    target.write_bytes(typeset(Manuscript(SOURCE, content, at), settings.data_dir, beat))
