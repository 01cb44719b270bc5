from typing import Any

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from courses.certificates.edge import site
from courses.reports import exports, services
from courses.reports.asking import Asked
from courses.reports.edge import clock, file_of
from courses.reports.exports import Delivery
from courses.reports.forms import ExportForm, PeopleFilters
from courses.reports.models import Format, Kind
from courses.reports.services import ABOUT_TASKS, Order
from courses.reports.units import Place, place
from courses.reports.views.common import branch_blueprint, page_number
from courses.reports.views.completion import choosable
from courses.reports.words import FORMATS, KINDS
from lms.errors import Invalid
from lms.people import current_actor
from lms.web import current_session, quiet
from lms.web.i18n import language

bp = branch_blueprint("exports", __name__)
WAYS_BACK = {
    Kind.completion: "completion.show",
    Kind.people: "roster.index",
    Kind.roster: "roster.index",
    Kind.certificates: "unit_certificates.index",
}


@bp.get("/exports")
def index() -> ResponseReturnValue:
    """List one's own files, with what proves that one is whole."""
    page = exports.own(current_session(), current_actor(), page_number())
    return render_template("courses/reports/exports.html", page=page, kinds=KINDS, formats=FORMATS)


@bp.post("/<int:unit_id>/exports")
def order(unit_id: int) -> ResponseReturnValue:
    """Order the report that the address asks for as a file."""
    session, actor = current_session(), current_actor()
    form = ExportForm()
    if not form.accepted():
        raise Invalid
    wanted = _order(form, place(session, actor, unit_id))
    export = services.order(session, actor, wanted, clock())
    return redirect(url_for(".show", export_id=export.id))


def _order(form: ExportForm, here: Place) -> Order:
    filters, kind = PeopleFilters(*choosable(here)), Kind(form.report.data)
    is_about_tasks = kind in ABOUT_TASKS
    return Order(
        here.unit.id,
        filters.asked(clock().today) if is_about_tasks else Asked(course=filters.course.data),
        language(),
        kind=kind,
        format=Format(form.format.data),
        narrow=filters.narrow(here.unit.id),
        site=site(),
    )


@bp.get("/exports/<int:export_id>")
def show(export_id: int) -> ResponseReturnValue:
    export = exports.delivery(current_session(), current_actor(), export_id)
    return render_template(
        "courses/reports/export.html",
        export=export,
        kind=KINDS[Kind(export.report)],
        format=FORMATS[Format(export.format)],
        back_to=_way_back(export),
    )


def _way_back(export: Delivery) -> str:
    """Return the page that shows what the file holds."""
    asked: dict[str, Any] = {**export.parameters}
    asked.pop("site", None)
    return url_for(WAYS_BACK[Kind(export.report)], unit_id=asked.pop("unit"), **asked)


@bp.get("/exports/<int:export_id>/state")
@quiet
def state(export_id: int) -> ResponseReturnValue:
    """Answer the page that waits: a fragment, empty (304) while nothing has changed."""
    export = exports.delivery(current_session(), current_actor(), export_id)
    answer = make_response(
        render_template(
            "courses/reports/_export.html", export=export, format=FORMATS[Format(export.format)]
        )
    )
    if not export.is_open:
        answer.headers["X-Poll"] = "end"
    answer.add_etag()
    return answer.make_conditional(request)


@bp.get("/exports/<int:export_id>/file")
def fetch(export_id: int) -> ResponseReturnValue:
    return file_of(export_id)
