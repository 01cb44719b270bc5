from flask import Blueprint, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.errors import Gone, Invalid, Later, Unauthenticated
from lms.people.actor import account_or_none, current_actor
from lms.people.browsers import known_to
from lms.people.entrance import welcome
from lms.people.factors import queries, services, totp
from lms.people.factors.forms import AskForm, OwnerForm, SetUpForm
from lms.people.models import Person
from lms.people.pictures import qr_code
from lms.people.services import prove_password
from lms.web import (
    current_database,
    current_rules,
    current_school,
    current_session,
    current_settings,
    public,
    secret,
    untransacted,
)
from lms.web.i18n import gettext as _
from lms.web.session import half_signed_in

bp = Blueprint("factors", __name__)


@bp.route("/sign-in/code", methods=["GET", "POST"])
@public
@untransacted
def ask() -> ResponseReturnValue:
    """Ask who has given the right password for the second factor."""
    if account_or_none():
        return redirect("/")
    person = _half_in()
    form = AskForm()
    if not form.accepted():
        return render_template("lms/people/factors/ask.html", form=form), form.http_status
    try:
        browser = known_to(person.id)
        services.demand_code(current_database(), person, form.code.data, _key(), browser)
    except (Unauthenticated, Later) as refusal:
        form.show(refusal)
        status = refusal.status if isinstance(refusal, Later) else 422
        answer = make_response(render_template("lms/people/factors/ask.html", form=form), status)
        if isinstance(refusal, Later):
            answer.headers["Retry-After"] = str(refusal.retry_after)
        return answer
    return redirect(welcome(person))


def _half_in() -> Person:
    person_id = half_signed_in()
    with current_database().session(write=False) as session:
        person = session.get(Person, person_id) if person_id else None
    if person is None or not person.is_active or person.password_hash is None:
        raise Gone("登录已超时，请返回登录页，重新输入密码。")
    return person


@bp.get("/me/sessions/second-factor")
def show() -> ResponseReturnValue:
    session, actor = current_session(), current_actor()
    return render_template(
        "lms/people/factors/show.html",
        is_on=queries.factor(session, actor.id) is not None,
        left=queries.codes_left(session, actor.id),
        is_demanded=_is_demanded(),
    )


@bp.post("/me/sessions/second-factor")
def begin() -> ResponseReturnValue:
    services.begin(current_session(), current_actor(), _key())
    return redirect(url_for(".set_up"))


@bp.route("/me/sessions/second-factor/set-up", methods=["GET", "POST"])
@secret
def set_up() -> ResponseReturnValue:
    session, actor, form = current_session(), current_actor(), SetUpForm()
    kept = services.pending(session, actor, _key())
    if kept is None:
        return redirect(url_for(".show"))
    if form.accepted():
        try:
            codes = services.confirm(session, actor, kept, form.code.data)
        except Invalid as refusal:
            form.show(refusal)
        else:
            return render_template("lms/people/factors/codes.html", codes=codes)
    page = render_template(
        "lms/people/factors/set_up.html",
        form=form,
        picture=qr_code(totp.address(kept, actor.login, current_school().name)),
        written=totp.written(kept),
    )
    return page, form.http_status


@bp.route("/me/sessions/second-factor/codes", methods=["GET", "POST"])
@secret
@untransacted
def renew() -> ResponseReturnValue:
    actor, form = current_actor(), OwnerForm()
    if form.accepted():
        try:
            prove_password(current_database(), actor, form.password.data)
        except (Invalid, Later) as refusal:
            form.show(refusal)
        else:
            with current_database().session(write=True) as session:
                codes = services.renew_codes(session, actor)
                session.commit()
            return render_template("lms/people/factors/codes.html", codes=codes)
    return render_template("lms/people/factors/renew.html", form=form), form.http_status


@bp.route("/me/sessions/second-factor/removal", methods=["GET", "POST"])
@untransacted
def remove() -> ResponseReturnValue:
    actor, form = current_actor(), OwnerForm()
    if form.accepted():
        try:
            prove_password(current_database(), actor, form.password.data)
        except (Invalid, Later) as refusal:
            form.show(refusal)
        else:
            with current_database().session(write=True) as session:
                services.remove_own(session, actor, is_demanded=_is_demanded())
                session.commit()
            flash(_("已停用两步验证。"))
            return redirect(url_for("people.own_sessions"))
    return render_template("lms/people/factors/remove.html", form=form), form.http_status


def _is_demanded() -> bool:
    return bool(current_actor().roles & current_rules().second_factor_roles)


def _key() -> str:
    return current_settings().secret_key
