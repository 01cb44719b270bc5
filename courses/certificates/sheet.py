"""Certificates as a PDF: a sheet of A4 for each, set from the stored facts.

The words of the sheet are a form of the school's and stay Chinese, whoever prints it.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

import segno

from courses.certificates.queries import Certified
from courses.typesetting import Manuscript, typeset
from lms.config import Config
from lms.sandbox import nothing
from lms.web.filters import plain

SOURCE = Path(__file__).with_name("certificate.typ")
MASK = 3  # fixed: to try all eight for the best takes four times as long, and scans no better


def pdf(
    certificates: Sequence[Certified],
    settings: Config,
    site: str,
    beat: Callable[[], None] = nothing,
) -> bytes:
    """Set certificates; `site` is where the school is reached, for the codes that lead there."""
    sheets = [_sheet(one, settings.zone, site) for one in certificates]
    latest = max(one.issued_at for one in certificates)
    return typeset(Manuscript(SOURCE, {"sheets": sheets}, latest), settings.data_dir, beat)


def address(site: str, number: str) -> str:
    return f"{site.rstrip('/')}/verify/{number}"


def _sheet(certificate: Certified, zone: ZoneInfo, site: str) -> dict[str, object]:
    url = address(site, certificate.number)
    return {
        "number": certificate.number,
        "name": certificate.name,
        "unit": certificate.unit,
        "title": certificate.title,
        "hours": plain(certificate.hours),
        "completed": _day(certificate.completed_at, zone),
        "issuer": certificate.issuer,
        "issued": _day(certificate.issued_at, zone),
        "url": url,
        "code": _code(url),
    }


def _day(moment: datetime, zone: ZoneInfo) -> list[int]:
    day = moment.astimezone(zone).date()
    return [day.year, day.month, day.day]


def _code(url: str) -> str:
    """Draw an address as a QR code in SVG."""
    drawn = BytesIO()
    segno.make(url, error="m", mask=MASK, micro=False).save(
        drawn, kind="svg", border=0, xmldecl=False
    )
    return drawn.getvalue().decode()
