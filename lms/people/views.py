from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms import audit
from lms.db import utcnow
from lms.errors import Invalid, Later
from lms.people import queries, services, sessions, throttle
from lms.people.actor import Account, Actor, account_or_none, current_account, current_actor
from lms.people.forms import PasswordForm, SignInForm
from lms.people.models import Person
from lms.web import current_database, current_session, public, untransacted
from lms.web.session import end_session, start_session

bp = Blueprint("people", __name__)


@bp.route("/sign-in", methods=["GET", "POST"])
@public
@untransacted
def sign_in() -> ResponseReturnValue:
    """Sign in; the password is checked outside of any transaction."""
    if account_or_none():
        return redirect("/")
    form = SignInForm()
    status = 200
    if form.accepted():
        try:
            person = _authenticated(form.login.data.strip(), form.password.data)
            return redirect(_welcome(person))
        except Invalid as refusal:
            form.show(refusal)
            status = refusal.status
        except Later as refusal:
            form.refuse(refusal.message, **refusal.values)
            status = refusal.status
    return render_template("lms/people/sign_in.html", form=form), status


def _authenticated(login: str, password: str) -> Person:
    throttle.count_try(current_database(), login, request.remote_addr or "")
    person = services.authenticate(current_database(), login, password)
    if person is None:
        raise Invalid("登录名、工号或密码不正确。")
    return person


def _welcome(person: Person) -> str:
    """Open a session for the person and return the page that was asked for."""
    with current_database().session(write=True) as session:
        token, _expires_at = sessions.open_session(session, person.id, is_api=False)
        throttle.forget_tries(session, person.login)
        audit.record(session, person.id, "session.open")
        session.commit()
    actor = Actor(person.id, person.login, person.name)
    return start_session(Account(token, 0, actor, seen_at=utcnow(), must_change=False))


@bp.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    account = current_account()
    sessions.revoke(current_session(), account.actor, account.session_id)
    end_session()
    return redirect(url_for(".sign_in"))


@bp.route("/password", methods=["GET", "POST"])
def password() -> ResponseReturnValue:
    form = PasswordForm()
    account = current_account()
    if form.accepted():
        try:
            services.change_password(current_session(), account.actor, form.old.data, form.new.data)
        except Invalid as refusal:
            form.show(refusal)
        else:
            sessions.revoke_all(current_session(), account.actor.id, but=account.session_id)
            flash(_("密码已修改，其他设备上的登录已退出。"))
            return redirect("/")
    page = render_template("lms/people/password.html", form=form, must=account.must_change)
    return page, 422 if form.errors else 200


@bp.get("/me/sessions")
def own_sessions() -> ResponseReturnValue:
    rows = queries.sessions_of(current_session(), current_actor().id, utcnow())
    return render_template(
        "lms/people/sessions.html", rows=rows, current=current_account().session_id
    )


@bp.post("/me/sessions/<int:session_id>/end")
def end_own_session(session_id: int) -> ResponseReturnValue:
    sessions.revoke(current_session(), current_actor(), session_id)
    flash(_("已退出该设备上的登录。"))
    return redirect(url_for(".own_sessions"))
