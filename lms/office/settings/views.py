from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.config import RULES
from lms.db import today
from lms.errors import Conflict, Invalid, NotFound
from lms.office.settings import queries, services
from lms.office.settings.forms import RuleForm, form_for
from lms.office.settings.queries import Decided, Standing
from lms.office.settings.words import GROUPS, PLACES, WORDINGS, place, sentence
from lms.people.actor import current_actor
from lms.people.roles import Role
from lms.people.section import open_to
from lms.web import current_session, current_settings
from lms.web.i18n import gettext as _

bp = Blueprint("rules", __name__, url_prefix="/admin/settings")
open_to(bp, Role.admin)


@bp.get("")
def index() -> ResponseReturnValue:
    settings = current_settings()
    day = today(settings.zone)
    return render_template(
        "lms/office/settings/index.html",
        standings=queries.standings(current_session(), settings, day),
        groups=GROUPS,
        wordings=WORDINGS,
        sentence=sentence,
        places=[
            (PLACES[name], place(name, text)) for name, text in settings.shown() if name in PLACES
        ],
    )


@bp.route("/<rule>", methods=["GET", "POST"])
def decide(rule: str) -> ResponseReturnValue:
    """Change a rule in two steps: what is to hold, then a sentence to confirm."""
    if rule not in RULES:
        raise NotFound("没有这一项设置。")
    settings, day = current_settings(), today(current_settings().zone)
    past = queries.history(current_session(), rule)
    now = queries.standing(rule, past, settings, day)
    form = form_for(rule, now.value, valid_from=day)
    if form.accepted() and request.form.get("deed") != "edit":
        try:
            return _decide(form, now)
        except (Invalid, Conflict) as refusal:
            form.show(refusal)
    return _page(form, now, past)


def _decide(form: RuleForm, now: Standing) -> ResponseReturnValue:
    actor, settings, draft = current_actor(), current_settings(), form.draft()
    if request.form.get("deed") == "confirm":
        services.decide(current_session(), actor, draft, settings)
        flash(_("已记录。"))
        return redirect(url_for(".index"))
    services.check(actor, draft, settings)
    value = RULES[form.rule](draft.text)
    return render_template(
        "lms/office/settings/confirm.html",
        form=form,
        draft=draft,
        now=now,
        wording=WORDINGS[form.rule],
        before=sentence(form.rule, now.value),
        after=sentence(form.rule, value),
    )


def _page(form: RuleForm, now: Standing, past: list[Decided]) -> ResponseReturnValue:
    page = render_template(
        "lms/office/settings/rule.html",
        form=form,
        now=now,
        history=past,
        wording=WORDINGS[now.name],
        sentence=sentence,
    )
    return page, form.http_status
