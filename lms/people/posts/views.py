from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.db import today, utcnow
from lms.errors import FieldError, Invalid
from lms.facts import Fact
from lms.people.accounts.queries import person as account
from lms.people.accounts.queries import person_named
from lms.people.actor import current_actor
from lms.people.models import Person
from lms.people.posts import queries, services
from lms.people.posts.forms import AppointmentForm, EndForm, PostFilters
from lms.people.roles import Role
from lms.people.section import open_to
from lms.people.units.queries import options
from lms.web import current_app_, current_session, current_settings, tidy
from lms.web.i18n import gettext as _

bp = Blueprint("posts", __name__, url_prefix="/admin/roles")
open_to(bp, Role.admin)


@bp.get("")
def index() -> ResponseReturnValue:
    session, actor = current_session(), current_actor()
    filters = PostFilters(options(session, actor))
    number = request.args.get("page", 1, type=int)
    page = queries.posts(session, actor, filters.wanted(), _day(), number)
    return render_template("lms/people/posts/index.html", page=page, filters=filters, day=_day())


@bp.route("/new", methods=["GET", "POST"])
def appoint() -> ResponseReturnValue:
    session, actor = current_session(), current_actor()
    form = AppointmentForm(options(session, actor), _day(), **_asked_for())
    if form.accepted():
        try:
            person = _named("person", form.person.data)
            other = form.on_behalf_of.data
            original = _named("on_behalf_of", other) if other else None
            post_id = services.appoint(session, actor, form.appointment(person, original))
            _let_know("post.appointed", person.id, post_id)
        except Invalid as refusal:
            form.show(refusal)
        else:
            flash(_("已登记%(name)s的任职。", name=person.name))
            return redirect(url_for("accounts.show", person_id=person.id))
    return render_template("lms/people/posts/appoint.html", form=form), form.http_status


@bp.route("/<int:post_id>/end", methods=["GET", "POST"])
def end(post_id: int) -> ResponseReturnValue:
    session, actor = current_session(), current_actor()
    post = queries.post(session, actor, post_id, _day())
    person = account(session, actor, post.person_id)
    form = EndForm(_day())
    if form.accepted():
        try:
            services.end(session, actor, post, form.day.data)
            _let_know("post.ended", post.person_id, post.id)
        except Invalid as refusal:
            form.show(refusal)
        else:
            flash(_("已结束%(name)s的任职。", name=person.name))
            return redirect(url_for("accounts.show", person_id=person.id))
    page = render_template("lms/people/posts/end.html", post=post, person=person, form=form)
    return page, form.http_status


def _let_know(kind: str, person_id: int, post_id: int) -> None:
    """Tell whoever lets people know; in the transaction of the deed."""
    fact = Fact(kind, person_id, post_id, utcnow())
    current_app_().facts.tell(current_session(), fact)


def _day() -> date:
    return today(current_settings().zone)


def _asked_for() -> dict[str, object]:
    """Return what the link to the form said already: whom, and where."""
    asked = {
        "person": request.args.get("person"),
        "unit": request.args.get("unit", type=tidy.an_id),
    }
    return {name: value for name, value in asked.items() if value}


def _named(field: str, name: str) -> Person:
    person = person_named(current_session(), current_actor(), name)
    if person is None:
        raise Invalid(errors=[FieldError(field, "没有这个登录名或工号，请核对。")])
    return person
