"""The file of a certificate, set anew each time it is asked for."""

from io import BytesIO

from flask import Blueprint, Response, send_file

from courses.certificates import queries, sheet
from courses.certificates.edge import site
from courses.certificates.queries import Certified
from courses.typesetting import has_fonts
from courses.typesetting.jobs import FETCH_FONTS
from lms import audit, jobs
from lms.db import today
from lms.errors import Gone
from lms.people import current_actor
from lms.web import current_app_, current_database, current_session, current_settings
from lms.web.i18n import gettext as _

bp = Blueprint("certificates", __name__)
PDF = "application/pdf"


@bp.get("/certificates/<int:certificate_id>/file")
def fetch(certificate_id: int) -> Response:
    actor, settings = current_actor(), current_settings()
    day = today(settings.zone)
    found = queries.readable(current_session(), actor, certificate_id, day)
    if found.revoked_at:
        raise Gone("这份证书已经撤销，不能打印。")
    if found.person_id != actor.id:
        target = f"certificate:{found.id}"
        audit.record_read(current_database(), actor.id, "certificate.fetch", target)
    return _file(found)


def _file(found: Certified) -> Response:
    settings = current_settings()
    if not has_fonts(settings.data_dir):
        _ask_for_fonts()
    content = BytesIO(sheet.pdf([found], settings, site()))
    name = _("结业证书 %(name)s %(number)s.pdf", name=found.name, number=found.number)
    return send_file(content, PDF, as_attachment=True, download_name=name)


def _ask_for_fonts() -> None:
    """Have the glyphs fetched; the reader is asked to come back."""
    with current_database().session(write=True) as session:
        jobs.enqueue(session, FETCH_FONTS, {}, key=FETCH_FONTS)
        session.commit()
        current_app_().jobs.send_waiting(session)
