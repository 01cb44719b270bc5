from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from courses.certificates.edge import site
from courses.reports import services
from courses.reports.asking import Asked
from courses.reports.edge import clock
from courses.reports.forms import ExportForm, PeopleFilters
from courses.reports.kinds import Kind
from courses.reports.services import ABOUT_TASKS, Order
from courses.reports.units import Place, place
from courses.reports.views.common import branch_blueprint
from courses.reports.views.completion import choosable
from lms.errors import Invalid
from lms.exports.models import Format
from lms.exports.views import add_pages
from lms.people import current_actor
from lms.web import current_rules, current_session
from lms.web.i18n import language

bp = branch_blueprint("exports", __name__)
add_pages(bp)


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
        current_rules().file_days,
        language(),
        kind=kind,
        format=Format(form.format.data),
        narrow=filters.narrow(here.unit.id),
        site=site(),
    )
