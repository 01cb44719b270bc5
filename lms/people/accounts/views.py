from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.db import today, utcnow
from lms.errors import Invalid
from lms.people.accounts import queries, services
from lms.people.accounts.forms import AdmissionForm, PeopleFilters, PersonForm
from lms.people.activation.addresses import address
from lms.people.activation.services import give_link
from lms.people.actor import current_actor
from lms.people.factors import services as factors
from lms.people.factors.queries import factor
from lms.people.memberships.queries import memberships
from lms.people.models import Person
from lms.people.posts.queries import Wanted, posts
from lms.people.queries import sessions_of
from lms.people.roles import Role
from lms.people.section import open_to
from lms.people.units.queries import options
from lms.web import current_rules, current_session, current_settings
from lms.web.i18n import gettext as _
from lms.web.undo import offer_undo

bp = Blueprint("accounts", __name__, url_prefix="/admin/people")
open_to(bp, Role.admin)


@bp.get("")
def index() -> ResponseReturnValue:
    session, actor, day = current_session(), current_actor(), today(current_settings().zone)
    filters = PeopleFilters(options(session, actor))
    number = request.args.get("page", 1, type=int)
    page = queries.people(session, actor, filters.search(), day, number)
    return render_template(
        "lms/people/accounts/index.html",
        page=page,
        filters=filters,
        roles=queries.roles_of(session, [row.id for row in page], day),
    )


@bp.route("/new", methods=["GET", "POST"])
def admit() -> ResponseReturnValue:
    session, actor = current_session(), current_actor()
    form = AdmissionForm(options(session, actor), today(current_settings().zone))
    if form.accepted():
        try:
            person = services.admit(session, actor, form.draft(), form.joining())
        except Invalid as refusal:
            form.show(refusal)
        else:
            return link_once(person), 201
    return render_template("lms/people/accounts/admit.html", form=form), form.http_status


@bp.get("/<int:person_id>")
def show(person_id: int) -> ResponseReturnValue:
    session, actor = current_session(), current_actor()
    day, now = today(current_settings().zone), utcnow()
    person = queries.person(session, actor, person_id)
    return render_template(
        "lms/people/accounts/show.html",
        person=person,
        day=day,
        memberships=memberships(session, person.id),
        posts=posts(session, actor, Wanted(when="any", person_id=person.id), day),
        sessions=sessions_of(session, person.id, now),
        is_self=person.id == actor.id,
        has_factor=factor(session, person.id) is not None,
    )


@bp.route("/<int:person_id>/edit", methods=["GET", "POST"])
def revise(person_id: int) -> ResponseReturnValue:
    person = _person(person_id)
    form = PersonForm(person)
    if form.accepted():
        try:
            services.revise(current_session(), current_actor(), person, form.draft())
        except Invalid as refusal:
            form.show(refusal)
        else:
            flash(_("已保存。"))
            return redirect(url_for(".show", person_id=person.id))
    page = render_template("lms/people/accounts/revise.html", person=person, form=form)
    return page, form.http_status


@bp.post("/<int:person_id>/deactivation")
def deactivate(person_id: int) -> ResponseReturnValue:
    person = _person(person_id)
    day = today(current_settings().zone)
    services.deactivate(current_session(), current_actor(), person, day)
    words = _("已停用%(name)s的账号，所有登录已退出。", name=person.name)
    offer_undo(words, url_for(".reactivate", person_id=person.id))
    return redirect(url_for(".show", person_id=person.id))


@bp.post("/<int:person_id>/reactivation")
def reactivate(person_id: int) -> ResponseReturnValue:
    person = _person(person_id)
    services.reactivate(current_session(), current_actor(), person)
    flash(_("已恢复%(name)s的账号。", name=person.name))
    return redirect(url_for(".show", person_id=person.id))


@bp.post("/<int:person_id>/password")
def reset_password(person_id: int) -> ResponseReturnValue:
    person = _person(person_id)
    return link_once(person)


@bp.post("/<int:person_id>/second-factor/removal")
def remove_factor(person_id: int) -> ResponseReturnValue:
    person = _person(person_id)
    factors.remove(current_session(), current_actor(), person)
    flash(_("已停用%(name)s的两步验证。", name=person.name))
    return redirect(url_for(".show", person_id=person.id))


@bp.post("/<int:person_id>/sessions/<int:session_id>/end")
def end_session(person_id: int, session_id: int) -> ResponseReturnValue:
    person = _person(person_id)
    services.end_session(current_session(), current_actor(), person, session_id)
    flash(_("已退出该设备上的登录。"))
    return redirect(url_for(".show", person_id=person.id))


@bp.post("/<int:person_id>/sessions/end")
def end_sessions(person_id: int) -> ResponseReturnValue:
    person = _person(person_id)
    services.end_sessions(current_session(), current_actor(), person)
    flash(_("已退出%(name)s的所有登录。", name=person.name))
    return redirect(url_for(".show", person_id=person.id))


def _person(person_id: int) -> Person:
    return queries.person(current_session(), current_actor(), person_id)


def link_once(person: Person) -> str:
    """Show a new link. It is in this answer only, which no browser keeps."""
    days = current_rules().link_days
    link = give_link(current_session(), current_actor(), person, days=days)
    return render_template(
        "lms/people/accounts/link.html", person=person, link=link, address=address
    )
