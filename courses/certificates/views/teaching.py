"""Who was certified by a course; its trainers and the administrators revoke and reinstate."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from courses.authoring.desk import desk_of
from courses.catalogue.policy import AUTHORS
from courses.certificates import queries, services
from courses.certificates.forms import GivenFilters, ReasonForm
from lms.people import current_actor
from lms.people.section import open_to
from lms.web import current_session
from lms.web.i18n import gettext as _
from lms.web.undo import offer_undo

bp = Blueprint("given_certificates", __name__, url_prefix="/teach")
open_to(bp, *AUTHORS)


@bp.get("/courses/<int:course_id>/certificates")
def index(course_id: int) -> ResponseReturnValue:
    session, actor = current_session(), current_actor()
    filters = GivenFilters()
    number = request.args.get("page", 1, type=int)
    page = queries.given_by(session, actor, course_id, filters.q.data or "", number)
    return render_template(
        "courses/certificates/given.html",
        desk=desk_of(session, actor, course_id),
        filters=filters,
        page=page,
    )


@bp.route("/certificates/<int:certificate_id>/revocation", methods=["GET", "POST"])
def revoke(certificate_id: int) -> ResponseReturnValue:
    session, actor = current_session(), current_actor()
    certificate = queries.revocable(session, actor, certificate_id)
    form = ReasonForm()
    if form.accepted():
        services.revoke(session, actor, certificate, form.reason.data)
        words = _("证书已撤销，查验时会显示。")
        undoing = url_for(".reinstate", certificate_id=certificate_id)
        offer_undo(words, undoing)
        return redirect(url_for(".index", course_id=certificate.course_id))
    page = render_template("courses/certificates/revoke.html", form=form, certificate=certificate)
    return page, form.http_status


@bp.post("/certificates/<int:certificate_id>/reinstatement")
def reinstate(certificate_id: int) -> ResponseReturnValue:
    session, actor = current_session(), current_actor()
    certificate = queries.revocable(session, actor, certificate_id)
    services.reinstate(session, actor, certificate)
    flash(_("证书已恢复有效。"))
    return redirect(url_for(".index", course_id=certificate.course_id))
