"""A unit's certificates, one by one and all in one file."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from courses.certificates import queries
from courses.certificates.forms import GatheredFilters
from courses.certificates.queries import Gathered
from courses.reports.edge import clock, note_if_auditor
from courses.reports.units import place
from courses.reports.views.common import branch_blueprint, carried, chosen_unit
from lms.people import current_actor
from lms.web import current_session

bp = branch_blueprint("unit_certificates", __name__)


@bp.get("/certificates")
def own() -> ResponseReturnValue:
    return redirect(url_for(".index", unit_id=chosen_unit(), **carried()))


@bp.get("/<int:unit_id>/certificates")
def index(unit_id: int) -> ResponseReturnValue:
    """List the certificates of who belongs to a unit and those below it today."""
    session, actor = current_session(), current_actor()
    here = place(session, actor, unit_id)
    wanted = Gathered(here.unit.path, clock().today)
    filters = GatheredFilters(queries.gathered_courses(session, actor, wanted))
    note_if_auditor("certificate.read", f"unit:{unit_id}")
    chosen = wanted._replace(course_id=filters.course.data)
    number = request.args.get("page", 1, type=int)
    return render_template(
        "courses/certificates/gathered.html",
        here=here,
        filters=filters,
        page=queries.gathered(session, actor, chosen, number),
    )
