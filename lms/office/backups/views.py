from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.backup import queries, shelf
from lms.db import utcnow
from lms.office.backups import services
from lms.office.settings.words import GROUPS, sentence
from lms.people.actor import current_actor
from lms.people.roles import Role
from lms.people.section import open_to
from lms.web import current_rules, current_session, current_settings, quiet
from lms.web.i18n import gettext as _

bp = Blueprint("backups", __name__, url_prefix="/admin/backups")
open_to(bp, Role.admin)


@bp.get("")
def index() -> ResponseReturnValue:
    """List what is there. Files are fetched on the server only: who has one has the school."""
    session, settings, rules = current_session(), current_settings(), current_rules()
    return render_template(
        "lms/office/backups/index.html",
        backups=shelf.backups(settings.backups),
        standing=queries.standing(session, settings, rules, utcnow()),
        running=queries.running(session),
        folder=settings.backups,
        plan=[sentence(name, getattr(rules, name)) for name in GROUPS["backup"].rules],
    )


@bp.post("")
def order() -> ResponseReturnValue:
    services.order(current_session(), current_actor())
    flash(_("已开始备份。可以离开此页。"))
    return redirect(url_for(".index"))


@bp.get("/progress")
@quiet
def progress() -> ResponseReturnValue:
    """How far the running backup is, for a page that waits for it."""
    running = queries.running(current_session())
    answer = make_response(render_template("lms/office/backups/_progress.html", running=running))
    answer.add_etag()
    if running is None:
        answer.headers["X-Poll"] = "end"
    return answer.make_conditional(request)
