"""What pages and programs share at the edge: the time, reads that are noted, the file itself."""

from io import BytesIO

from flask import Response, send_file

from courses.reports.asking import Clock
from courses.reports.exports import finished
from courses.reports.models import Format, Kind
from courses.reports.words import KINDS
from lms import audit
from lms.db import utcnow
from lms.people import Role, current_actor
from lms.web import current_blobs, current_database, current_session, current_settings

TYPES = {
    Format.xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.csv: "text/csv; charset=utf-8",
    Format.pdf: "application/pdf",
}


def clock() -> Clock:
    return Clock(utcnow(), current_settings().zone)


def note_if_auditor(deed: str, target: str) -> None:
    """Whatever an auditor reads is written down."""
    if current_actor().has(Role.auditor):
        note_reading(deed, target)


def note_reading(deed: str, target: str) -> None:
    """Write down that somebody read what is about others, in a short transaction of its own."""
    with current_database().session(write=True) as session:
        audit.record(session, current_actor().id, deed, target)
        session.commit()


def file_of(export_id: int) -> Response:
    """Return the file of an export to the one who asked for it."""
    export = finished(current_session(), current_actor(), export_id)
    note_reading("export.fetch", f"export:{export_id}")
    content = BytesIO(current_blobs().read(export.blob or ""))
    day = f"{export.created_at.astimezone(current_settings().zone):%Y%m%d}"
    name = f"{KINDS[Kind(export.report)]}{day}.{export.format}"
    return send_file(content, TYPES[Format(export.format)], as_attachment=True, download_name=name)
