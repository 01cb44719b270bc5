from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.http import quote_etag

from lms.notices import queries
from lms.notices.bell import unread
from lms.notices.forms import INBOX, InboxFilters
from lms.notices.services import reading
from lms.people.actor import current_actor
from lms.web import current_database, current_session, quiet, untransacted
from lms.web.i18n import gettext as _
from lms.web.i18n import language

bp = Blueprint("notices", __name__, url_prefix="/notices")


@bp.get("")
def index() -> ResponseReturnValue:
    filters = InboxFilters()
    state = filters.state.data or ""
    number = request.args.get("page", 1, type=int)
    return render_template(
        "lms/notices/index.html",
        page=queries.inbox(current_session(), current_actor(), state, number),
        state=state,
        states=INBOX,
    )


@bp.get("/<int:notice_id>")
def show(notice_id: int) -> ResponseReturnValue:
    reading.note_reading(current_database(), current_actor(), notice_id)
    notice = queries.copy_of(current_session(), current_actor(), notice_id)
    return render_template("lms/notices/show.html", notice=notice)


@bp.post("/<int:notice_id>/confirmation")
def confirm(notice_id: int) -> ResponseReturnValue:
    reading.confirm(current_session(), current_actor(), notice_id)
    flash(_("已确认收到。"))
    return redirect(url_for(".show", notice_id=notice_id))


@bp.post("/reading")
def read_all() -> ResponseReturnValue:
    reading.read_all(current_session(), current_actor())
    flash(_("已全部标为已读，需要确认的通知仍在待确认中。"))
    return redirect(url_for(".index"))


@bp.get("/bell")
@quiet
@untransacted
def bell() -> ResponseReturnValue:
    """What the bell shows: asked every few seconds by every open page, so mostly a 304."""
    tag = f"{unread()}-{language()}"
    if request.if_none_match.contains(tag):
        return "", 304, {"ETag": quote_etag(tag)}
    answer = make_response(render_template("ui/_bell.html"))
    answer.set_etag(tag)
    return answer
