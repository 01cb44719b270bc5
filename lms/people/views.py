from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.db import utcnow
from lms.errors import Invalid, Later
from lms.people import alerts, browsers, queries, services, sessions
from lms.people.actor import account_or_none, current_account, current_actor
from lms.people.entrance import welcome
from lms.people.factors.queries import factor
from lms.people.forms import PasswordForm, SignInForm
from lms.people.models import Person
from lms.web import Form, current_database, current_session, public, untransacted
from lms.web.i18n import gettext as _
from lms.web.session import begin_half, end_session

bp = Blueprint("people", __name__)


@bp.route("/sign-in", methods=["GET", "POST"])
@public
@untransacted
def sign_in() -> ResponseReturnValue:
    """Sign in; the password is checked outside of any transaction."""
    if account_or_none():
        return redirect("/")
    form = SignInForm()
    if form.accepted():
        try:
            return redirect(_admitted(_authenticated(form)))
        except (Invalid, Later) as refusal:
            form.show(refusal)
            return _refused("lms/people/sign_in.html", form, refusal)
    return render_template("lms/people/sign_in.html", form=form), form.http_status


def _authenticated(form: SignInForm) -> Person:
    typed, address = (form.login.data, form.password.data), request.remote_addr or ""
    attempt = services.Attempt(*typed, address, browsers.presented())
    person = services.authenticate(current_database(), attempt)
    if person is None:
        raise Invalid("登录名、工号或密码不正确。")
    return person


def _admitted(person: Person) -> str:
    """Return where to go: to the page that was asked for, or to ask for the second factor."""
    with current_database().session(write=False) as session:
        owes_code = factor(session, person.id) is not None
    if not owes_code:
        return welcome(person)
    begin_half(person.id)
    return url_for("factors.ask")


def _refused(
    template: str, form: Form, refusal: Invalid | Later, **values: object
) -> ResponseReturnValue:
    """Show the form again with what was refused; a program, too, learns when to come back."""
    answer = make_response(render_template(template, form=form, **values), refusal.status)
    if isinstance(refusal, Later):
        answer.headers["Retry-After"] = str(refusal.retry_after)
    return answer


@bp.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    account = current_account()
    sessions.revoke(current_session(), account.actor, account.session_id)
    end_session()
    return redirect(url_for(".sign_in"))


@bp.route("/password", methods=["GET", "POST"])
@untransacted
def password() -> ResponseReturnValue:
    form, account = PasswordForm(), current_account()
    template, must = "lms/people/password.html", account.due == "people.password"
    if form.accepted():
        old, new = form.old.data, form.new.data
        try:
            services.change_password(
                current_database(), account.actor, old, new, but=account.session_id
            )
        except (Invalid, Later) as refusal:
            form.show(refusal)
            return _refused(template, form, refusal, must=must)
        flash(_("密码已修改，其他设备上的登录已退出。"))
        return redirect("/")
    return render_template(template, form=form, must=must), form.http_status


@bp.get("/me/sessions")
def own_sessions() -> ResponseReturnValue:
    session, actor, now = current_session(), current_actor(), utcnow()
    number = request.args.get("page", 1, type=int)
    return render_template(
        "lms/people/sessions.html",
        rows=queries.sessions_of(session, actor.id, now),
        current=current_account().session_id,
        history=queries.sign_ins(session, actor.id, now, number),
        events=alerts.events(session, actor.id, now),
        has_factor=factor(session, actor.id) is not None,
        now=now,
    )


@bp.post("/me/sessions/<int:session_id>/end")
def end_own_session(session_id: int) -> ResponseReturnValue:
    sessions.revoke(current_session(), current_actor(), session_id)
    flash(_("已退出该设备上的登录。"))
    return redirect(url_for(".own_sessions"))
