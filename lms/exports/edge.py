"""The file itself, for pages and programs."""

from io import BytesIO

from flask import Response, send_file

from lms import audit
from lms.exports import queries
from lms.exports.kinds import kinds_of
from lms.exports.models import Format
from lms.people.actor import current_actor
from lms.web import (
    current_app_,
    current_blobs,
    current_database,
    current_session,
    current_settings,
)

TYPES = {
    Format.xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.csv: "text/csv; charset=utf-8",
    Format.pdf: "application/pdf",
}


def file_of(export_id: int) -> Response:
    """Return a file to the one who asked for it; that it was taken is written down.

    Whoever may no longer have what is in it does not find it any more.
    """
    session, actor = current_session(), current_actor()
    export = queries.ordered(session, actor, export_id)
    kind = kinds_of(current_app_())[export.report]
    kind.demand(session, actor, export)
    blob = queries.blob_of(export)
    audit.record_read(current_database(), actor.id, "export.fetch", f"export:{export_id}")
    day = f"{export.created_at.astimezone(current_settings().zone):%Y%m%d}"
    return send_file(
        BytesIO(current_blobs().read(blob)),
        TYPES[Format(export.format)],
        as_attachment=True,
        download_name=f"{kind.label}{day}.{export.format}",
    )
