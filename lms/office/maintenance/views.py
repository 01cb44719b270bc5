from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.db import utcnow
from lms.decisions.queries import announcement
from lms.errors import Conflict, Invalid
from lms.office.maintenance import queries, services
from lms.office.maintenance.forms import MaintenanceForm
from lms.office.maintenance.interruptions import interruptions_of
from lms.office.maintenance.services import Interrupting
from lms.people.actor import current_actor
from lms.people.roles import Role
from lms.people.section import open_to
from lms.web import current_app_, current_session, current_settings
from lms.web.i18n import gettext as _

bp = Blueprint("maintenance", __name__, url_prefix="/admin/maintenance")
open_to(bp, Role.admin)


@bp.route("", methods=["GET", "POST"])
def index() -> ResponseReturnValue:
    """Show what is announced, and announce."""
    form, is_interrupting = MaintenanceForm(), False
    if form.accepted():
        try:
            _announce(form)
        except (Invalid, Conflict) as refusal:
            form.show(refusal)
            is_interrupting = isinstance(refusal, Interrupting)
        else:
            flash(_("已公告。"))
            return redirect(url_for(".index"))
    session, now = current_session(), utcnow()
    told = announcement(session.connection())
    page = render_template(
        "lms/office/maintenance/index.html",
        form=form,
        is_interrupting=is_interrupting,
        told=told and not told.is_over(now) and told,
        now=now,
        history=queries.history(session),
    )
    return page, form.http_status


def _announce(form: MaintenanceForm) -> None:
    session, window = current_session(), form.window(current_settings().zone)
    if not form.is_anyway.data:
        services.demand_nobody_interrupted(session, window, interruptions_of(current_app_()))
    services.announce(session, current_actor(), window)


@bp.post("/end")
def end() -> ResponseReturnValue:
    services.take_back(current_session(), current_actor())
    flash(_("已结束，所有操作恢复正常。"))
    return redirect(url_for(".index"))
