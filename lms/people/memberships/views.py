from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.db import today
from lms.errors import Invalid
from lms.people.accounts.queries import person as account
from lms.people.actor import current_actor
from lms.people.memberships import queries, services
from lms.people.memberships.forms import DayForm, JoiningForm
from lms.people.models import Person
from lms.people.roles import Role
from lms.people.section import open_to
from lms.people.units.queries import options
from lms.web import current_session, current_settings
from lms.web.i18n import gettext as _

bp = Blueprint("memberships", __name__, url_prefix="/admin/people/<int:person_id>")
open_to(bp, Role.admin)


@bp.route("/transfer", methods=["GET", "POST"])
def transfer(person_id: int) -> ResponseReturnValue:
    person, form = _person(person_id), _joining_form()
    if form.accepted():
        try:
            joining = form.joining(is_primary=True)
            services.transfer(current_session(), current_actor(), person, joining)
        except Invalid as refusal:
            form.show(refusal)
        else:
            flash(_("已转接。此前各日的报表不变。"))
            return redirect(url_for("accounts.show", person_id=person.id))
    page = render_template("lms/people/memberships/transfer.html", person=person, form=form)
    return page, form.http_status


@bp.route("/memberships/new", methods=["GET", "POST"])
def join(person_id: int) -> ResponseReturnValue:
    person, form = _person(person_id), _joining_form()
    if form.accepted():
        try:
            joining = form.joining(is_primary=False)
            services.join(current_session(), current_actor(), person, joining)
        except Invalid as refusal:
            form.show(refusal)
        else:
            flash(_("已加入。"))
            return redirect(url_for("accounts.show", person_id=person.id))
    page = render_template("lms/people/memberships/join.html", person=person, form=form)
    return page, form.http_status


@bp.route("/memberships/<int:membership_id>/end", methods=["GET", "POST"])
def leave(person_id: int, membership_id: int) -> ResponseReturnValue:
    session, actor, person = current_session(), current_actor(), _person(person_id)
    membership = queries.membership(session, actor, person_id, membership_id)
    form = DayForm(today(current_settings().zone))
    if form.accepted():
        try:
            services.leave(session, actor, membership, form.day.data)
        except Invalid as refusal:
            form.show(refusal)
        else:
            flash(_("已结束隶属。"))
            return redirect(url_for("accounts.show", person_id=person.id))
    page = render_template(
        "lms/people/memberships/leave.html", person=person, membership=membership, form=form
    )
    return page, form.http_status


def _person(person_id: int) -> Person:
    return account(current_session(), current_actor(), person_id)


def _joining_form() -> JoiningForm:
    units = options(current_session(), current_actor())
    return JoiningForm(units, today(current_settings().zone))
