from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.mail import queries
from lms.mail.queries import ENDED_BADLY
from lms.office.letters import services
from lms.office.letters.forms import KINDS, REASONS, STATES, LetterFilters
from lms.office.letters.queries import unreachable, unreachable_count
from lms.people.actor import current_actor
from lms.people.roles import Role
from lms.people.section import open_to
from lms.web import current_session, current_settings
from lms.web.i18n import gettext as _

bp = Blueprint("letters", __name__, url_prefix="/admin/mail")
open_to(bp, Role.admin)


@bp.get("")
def index() -> ResponseReturnValue:
    session, filters = current_session(), LetterFilters()
    number = request.args.get("page", 1, type=int)
    return render_template(
        "lms/office/letters/index.html",
        page=queries.letters(session, filters.state.data, number),
        filters=filters,
        counts=queries.counts(session),
        states=STATES,
        kinds=KINDS,
        reasons=REASONS,
        ended_badly=ENDED_BADLY,
        unreachable=unreachable(session),
        unreachable_count=unreachable_count(session),
        is_on=current_settings().mail_url is not None,
    )


@bp.post("/<int:letter_id>/retry")
def send_again(letter_id: int) -> ResponseReturnValue:
    letter = queries.letter(current_session(), letter_id)
    services.send_again(current_session(), current_actor(), letter)
    flash(_("已重新排队投递。"))
    return redirect(url_for(".index"))
