from secrets import token_hex

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.db import today
from lms.errors import Invalid
from lms.notices import following
from lms.notices.audiences import Audience, kinds_of
from lms.notices.forms import MISSING, NoticeForm, RecipientFilters, WithdrawalForm
from lms.notices.models import NoticeKind
from lms.notices.policy import SENDERS
from lms.notices.services import sending
from lms.people import Role
from lms.people.actor import account_or_none, current_actor
from lms.people.section import open_to
from lms.web import current_app_, current_session, current_settings
from lms.web.filters import unit
from lms.web.i18n import gettext as _

bp = Blueprint("sent_notices", __name__, url_prefix="/branch/notices")
open_to(bp, *SENDERS)


@bp.context_processor
def _section() -> dict[str, str]:
    """Stand in the organizer's section; for who only teaches, in the teacher's."""
    account = account_or_none()
    organizes = account is not None and account.actor.has(Role.organizer, Role.admin)
    return {"area": "work" if organizes else "teach"}


@bp.get("")
def index() -> ResponseReturnValue:
    session = current_session()
    page = following.sent(session, current_actor(), request.args.get("page", 1, type=int))
    return render_template(
        "lms/notices/sent.html",
        page=page,
        counts=following.counts(session, [row.id for row in page]),
        nobody=following.NOBODY,
        kinds=NoticeKind,
    )


@bp.route("/new", methods=["GET", "POST"])
def write() -> ResponseReturnValue:
    """Write a notice, look at it with the number of people it reaches, then send it."""
    form = _form()
    if form.accepted() and request.form.get("deed") != "edit":
        step = _send if request.form.get("deed") == "send" else _look
        try:
            return step(form, _audience(form))
        except Invalid as refusal:
            form.show(refusal)
    return render_template("lms/notices/write.html", form=form), form.http_status


def _form() -> NoticeForm:
    session, actor = current_session(), current_actor()
    day, kinds = today(current_settings().zone), kinds_of(current_app_())
    offered = [(name, kind, kind.offers(session, actor, day)) for name, kind in kinds.items()]
    return NoticeForm(offered, {"key": token_hex(16), "to": request.args.get("to")})


def _audience(form: NoticeForm) -> Audience:
    wish = form.wish(today(current_settings().zone))
    return kinds_of(current_app_()).find(current_session(), current_actor(), wish)


def _look(form: NoticeForm, audience: Audience) -> ResponseReturnValue:
    session, actor = current_session(), current_actor()
    return render_template(
        "lms/notices/preview.html",
        form=form,
        draft=form.draft(),
        audience=audience,
        signed=sending.signature(session, actor, audience.unit),
        reach=sending.reach_or_refuse(session, actor, audience),
    )


def _send(form: NoticeForm, audience: Audience) -> ResponseReturnValue:
    notice = sending.send(current_session(), current_actor(), form.draft(), audience)
    flash(_("已发给 %(people)s。", people=unit(notice.recipients, _("人"))))
    return redirect(url_for(".show", notice_id=notice.id))


@bp.get("/<int:notice_id>")
def show(notice_id: int) -> ResponseReturnValue:
    """Show a notice that was sent, and who has taken note of it."""
    session, actor = current_session(), current_actor()
    notice = following.followed(session, actor, notice_id)
    units = following.by_unit(session, actor, notice)
    filters = RecipientFilters((row.id, row.name) for row in units)
    number = request.args.get("page", 1, type=int)
    return render_template(
        "lms/notices/receipts.html",
        notice=notice,
        units=units,
        page=following.recipients(session, actor, notice, filters.sought(), number),
        filters=filters,
        sought=filters.sought(),
        states=MISSING,
    )


@bp.route("/<int:notice_id>/withdrawal", methods=["GET", "POST"])
def withdraw(notice_id: int) -> ResponseReturnValue:
    session, actor = current_session(), current_actor()
    notice = following.followed(session, actor, notice_id)
    form = WithdrawalForm()
    if form.accepted():
        sending.withdraw(session, actor, notice, form.reason.data)
        flash(_("通知已撤回。"))
        return redirect(url_for(".show", notice_id=notice_id))
    return render_template("lms/notices/withdraw.html", notice=notice, form=form), form.http_status
