from io import BytesIO

from flask import Blueprint, make_response, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from lms import audit
from lms.db import today
from lms.errors import Gone, NotFound
from lms.office.exports import queries, services
from lms.office.exports.models import Format
from lms.office.exports.services import Wanted
from lms.office.trail.forms import TrailFilters
from lms.office.trail.queries import Today
from lms.people.actor import current_actor
from lms.people.section import open_to
from lms.web import (
    current_blobs,
    current_database,
    current_rules,
    current_session,
    current_settings,
    quiet,
)
from lms.web.i18n import gettext as _
from lms.web.i18n import language

bp = Blueprint("trail_files", __name__, url_prefix="/admin/audit/files")
open_to(bp, *services.READERS)

TYPES = {
    Format.xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.csv: "text/csv; charset=utf-8",
}


@bp.post("")
def order() -> ResponseReturnValue:
    """Order the entries that the address searches for as a file."""
    session, zone = current_session(), current_settings().zone
    if request.args.get("format") not in set(Format):
        raise NotFound("没有这种格式。")
    wanted = Wanted(Format(request.args["format"]), language(), current_rules().file_days)
    now = Today(today(zone), zone)
    file = services.order(session, current_actor(), TrailFilters().search(), wanted, now)
    return redirect(url_for(".show", file_id=file.id))


@bp.get("/<int:file_id>")
def show(file_id: int) -> ResponseReturnValue:
    file = queries.delivery(current_session(), current_actor(), file_id)
    return render_template("lms/office/exports/show.html", file=file)


@bp.get("/<int:file_id>/state")
@quiet
def state(file_id: int) -> ResponseReturnValue:
    """Answer the page that waits: a fragment, empty (304) while nothing has changed."""
    file = queries.delivery(current_session(), current_actor(), file_id)
    answer = make_response(render_template("lms/office/exports/_file.html", file=file))
    if not file.is_open:
        answer.headers["X-Poll"] = "end"
    answer.add_etag()
    return answer.make_conditional(request)


@bp.get("/<int:file_id>/content")
def fetch(file_id: int) -> ResponseReturnValue:
    actor = current_actor()
    file = queries.delivery(current_session(), actor, file_id)
    if file.blob is None:
        raise Gone("文件还没有准备好，或已过保留期限。")
    audit.record_read(current_database(), actor.id, "audit.fetch", f"file:{file_id}")
    day = f"{file.created_at.astimezone(current_settings().zone):%Y%m%d}"
    return send_file(
        BytesIO(current_blobs().read(file.blob)),
        TYPES[file.format],
        as_attachment=True,
        download_name=_("审计记录") + f"{day}.{file.format}",
    )
