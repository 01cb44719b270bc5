from secrets import token_hex

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from courses.assignments.standing import Standing
from courses.reports import reminders
from courses.reports.edge import clock
from courses.reports.forms import ReminderFilters, ReminderForm
from courses.reports.reminders import Round, Wanted
from courses.reports.views.completion import bp
from courses.reports.words import STANDINGS, reminder_text, reminder_title
from lms.errors import Conflict
from lms.notices.words import filled
from lms.people import current_actor
from lms.web import current_rules, current_session
from lms.web.filters import unit
from lms.web.i18n import gettext as _

__all__ = ["bp"]  # the report's own, with this page: it is reached from the report only


@bp.route("/<int:unit_id>/reminders/<int:assignment_id>", methods=["GET", "POST"])
def remind(unit_id: int, assignment_id: int) -> ResponseReturnValue:
    """Write a reminder to who is not through with a task, look at it, then send it."""
    state = ReminderFilters().state.data or Standing.not_started
    wanted = Wanted(unit_id, assignment_id, state, current_rules().reminder_days)
    about = reminders.round_of(current_session(), current_actor(), wanted, clock())
    form = ReminderForm(
        title=reminder_title(about.task),
        body=reminder_text(about.task, clock().today),
        key=token_hex(16),
    )
    deed = request.form.get("deed")
    if form.accepted() and deed == "send":
        try:
            return _send(form, about)
        except Conflict as refusal:
            form.show(refusal)
    is_preview = form.accepted() and deed == "preview"
    return _page(form, about, is_preview=is_preview), form.http_status


def _send(form: ReminderForm, about: Round) -> ResponseReturnValue:
    notice = reminders.send(current_session(), current_actor(), about, form.draft())
    flash(_("已提醒 %(people)s。", people=unit(notice.recipients, _("人"))))
    return redirect(url_for("completion.show", unit_id=about.unit.id, task=about.task.id))


def _page(form: ReminderForm, about: Round, *, is_preview: bool) -> str:
    example = about.late[0] if about.late else None
    return render_template(
        "courses/reports/remind.html",
        form=form,
        about=about,
        example=example and filled(form.body.data or "", about.told(example)),
        is_preview=is_preview,
        states=[_tab(about, state) for state in reminders.STATES],
    )


def _tab(about: Round, state: Standing) -> tuple[object, str, bool]:
    """Return a choice of whom to remind: its words, its address, whether it is chosen."""
    url = url_for(".remind", unit_id=about.unit.id, assignment_id=about.task.id, state=state)
    return STANDINGS[state], url, state == about.state
