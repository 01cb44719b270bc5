from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.db import today
from lms.errors import Gone, Invalid, Later, Refusal, TooMany
from lms.people.activation import forgotten, queries, services
from lms.people.activation.addresses import address
from lms.people.activation.forms import (
    CodeForm,
    ForgottenForm,
    LinkFilters,
    NewPasswordForm,
    SlipsForm,
)
from lms.people.actor import current_actor
from lms.people.pictures import qr_code
from lms.people.roles import Role
from lms.people.section import open_to
from lms.web import (
    current_app_,
    current_database,
    current_rules,
    current_session,
    current_settings,
    public,
    secret,
    untransacted,
)
from lms.web.i18n import gettext as _

door = Blueprint("activation", __name__)
bp = Blueprint("links", __name__, url_prefix="/branch/accounts")
open_to(bp, Role.organizer, Role.admin)


@door.route("/activate", methods=["GET", "POST"])
@public
@untransacted
def enter() -> ResponseReturnValue:
    """Ask for the code of a printed slip."""
    form = CodeForm()
    if form.accepted():
        try:
            services.look_up(current_database(), form.code.data, request.remote_addr or "")
        except (Gone, Later) as refusal:
            form.show(refusal)
            return render_template("lms/people/activation/enter.html", form=form), refusal.status
        return redirect(url_for(".use", code=form.code.data))
    return render_template("lms/people/activation/enter.html", form=form), form.http_status


@door.route("/activate/<code>", methods=["GET", "POST"])
@public
@untransacted
def use(code: str) -> ResponseReturnValue:
    """Set the password. Looking at the page uses nothing up."""
    form, status = NewPasswordForm(), 200
    link = services.look_up(current_database(), code, request.remote_addr or "")
    if form.accepted():
        try:
            services.set_by_link(current_database(), link, form.new.data)
        except Invalid as refusal:
            form.show(refusal)
            status = refusal.status
        else:
            flash(_("密码已设置，请登录。"))
            return redirect(url_for("people.sign_in"))
    page = render_template("lms/people/activation/use.html", form=form, link=link)
    return page, max(status, form.http_status)


@door.route("/forgotten", methods=["GET", "POST"])
@public
@untransacted
def forget() -> ResponseReturnValue:
    """Send a link by mail, and tell everybody the same."""
    app, form = current_app_(), ForgottenForm()
    if app.settings.mail_url is None or not form.accepted():
        page = render_template("lms/people/activation/forgotten.html", form=form)
        return page, form.http_status
    try:
        forgotten.may_ask(app.db, form.login.data, request.remote_addr or "")
    except TooMany as refusal:
        form.show(refusal)
        page = render_template("lms/people/activation/forgotten.html", form=form)
        return page, refusal.status, {"Retry-After": str(refusal.retry_after)}
    with app.db.session(write=True) as session:
        forgotten.ask(session, app.settings, form.login.data)
        session.commit()
        app.jobs.send_waiting(session)
    return render_template("lms/people/activation/asked.html")


@bp.get("")
def index() -> ResponseReturnValue:
    session, actor = current_session(), current_actor()
    filters = LinkFilters(queries.units(session, actor))
    number = request.args.get("page", 1, type=int)
    page = queries.people(session, actor, filters.wanted(), _day(), number)
    return render_template("lms/people/activation/index.html", page=page, filters=filters)


@bp.context_processor
def _addresses() -> dict[str, object]:
    return {"address": address, "qr_code": qr_code}


@bp.post("/<int:person_id>/link")
@secret
def give(person_id: int) -> ResponseReturnValue:
    session, actor = current_session(), current_actor()
    person = queries.person(session, actor, person_id, _day())
    link = services.give_link(session, actor, person, days=current_rules().link_days)
    return render_template("lms/people/activation/link.html", person=person, link=link)


@bp.route("/slips", methods=["GET", "POST"])
@secret
@untransacted
def slips() -> ResponseReturnValue:
    """Print a sheet; its links are on it and nowhere else. It is drawn once they are written."""
    asked = {"unit": request.args["unit"]} if request.args.get("unit", "").isdecimal() else {}
    with current_database().session(write=False) as session:
        form = SlipsForm(queries.units(session, current_actor()), **asked)
    if form.accepted():
        try:
            return _sheet(form.unit.data)
        except Refusal as refusal:
            form.show(refusal)
    return render_template("lms/people/activation/ask.html", form=form), form.http_status


def _sheet(unit_id: int) -> str:
    actor, days = current_actor(), current_rules().link_days
    with current_database().session(write=True) as session:
        unit = queries.unit(session, actor, unit_id)
        printed = services.print_slips(session, actor, unit, _day(), days=days)
        session.commit()
    return render_template("lms/people/activation/slips.html", unit=unit, slips=printed)


def _day() -> date:
    return today(current_settings().zone)
