from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from courses.reports import exports, services
from courses.reports.edge import clock, file_of
from courses.reports.forms import ReportFilters
from courses.reports.services import Order
from courses.reports.units import place
from courses.reports.views.common import branch_blueprint
from courses.reports.views.completion import choosable
from lms.people import current_actor
from lms.web import current_session, quiet
from lms.web.i18n import language

bp = branch_blueprint("exports", __name__)


@bp.post("/<int:unit_id>/exports")
def order(unit_id: int) -> ResponseReturnValue:
    """Order the report that the address asks for as a file."""
    session, actor = current_session(), current_actor()
    here = place(session, actor, unit_id)
    now = clock()
    filters = ReportFilters(*choosable(here))
    wanted = Order(here.unit.id, filters.asked(now.today), language())
    export = services.order(session, actor, wanted, now)
    return redirect(url_for(".show", export_id=export.id))


@bp.get("/exports/<int:export_id>")
def show(export_id: int) -> ResponseReturnValue:
    export = exports.delivery(current_session(), current_actor(), export_id)
    return render_template("courses/reports/export.html", export=export)


@bp.get("/exports/<int:export_id>/state")
@quiet
def state(export_id: int) -> ResponseReturnValue:
    """Answer the page that waits: a fragment, empty (304) while nothing has changed."""
    export = exports.delivery(current_session(), current_actor(), export_id)
    answer = make_response(render_template("courses/reports/_export.html", export=export))
    if not export.is_open:
        answer.headers["X-Poll"] = "end"
    answer.add_etag()
    return answer.make_conditional(request)


@bp.get("/exports/<int:export_id>/file")
def fetch(export_id: int) -> ResponseReturnValue:
    return file_of(export_id)
