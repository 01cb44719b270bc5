from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.db import today
from lms.errors import Invalid
from lms.people.actor import current_actor
from lms.people.models import OrgUnit, Tree
from lms.people.roles import Role
from lms.people.section import open_to
from lms.people.units import queries, services
from lms.people.units.forms import NameForm, PlaceForm, RootForm, UnitForm
from lms.people.units.policy import kinds_under
from lms.web import current_session, current_settings
from lms.web.i18n import gettext as _
from lms.web.undo import offer_undo

bp = Blueprint("units", __name__, url_prefix="/admin/orgs")
open_to(bp, Role.admin)


@bp.get("")
def index() -> ResponseReturnValue:
    which = request.args.get("tree", Tree.party, type=Tree)
    day = today(current_settings().zone)
    branches = queries.tree(current_session(), current_actor(), which, day)
    return render_template("lms/people/units/index.html", branches=branches, which=which)


@bp.route("/administration/new", methods=["GET", "POST"])
def begin() -> ResponseReturnValue:
    """Let the administration's tree begin with its root."""
    form = RootForm()
    if form.accepted():
        services.found_administration(current_session(), current_actor(), form.name.data)
        flash(_("已建立行政组织“%(name)s”。", name=form.name.data))
        return redirect(url_for(".index", tree=Tree.administration))
    return render_template("lms/people/units/begin.html", form=form), form.http_status


@bp.get("/<int:unit_id>")
def show(unit_id: int) -> ResponseReturnValue:
    session, actor, day = current_session(), current_actor(), today(current_settings().zone)
    unit = queries.unit(session, actor, unit_id)
    return render_template(
        "lms/people/units/show.html",
        unit=unit,
        higher=[
            (upper.name, url_for(".show", unit_id=upper.id))
            for upper in queries.ancestors(session, unit)
        ],
        children=queries.children(session, actor, unit, day),
        holders=queries.holders(session, unit.id, day),
        members=queries.member_count(session, unit.id, day),
        may_grow=unit.is_active and bool(kinds_under(unit.kind)),
    )


@bp.route("/<int:unit_id>/children/new", methods=["GET", "POST"])
def found(unit_id: int) -> ResponseReturnValue:
    above = _unit(unit_id)
    form = UnitForm(above)
    if form.accepted():
        try:
            unit = services.found(current_session(), current_actor(), above, form.draft())
        except Invalid as refusal:
            form.show(refusal)
        else:
            flash(_("已添加“%(name)s”。", name=unit.name))
            return redirect(url_for(".show", unit_id=above.id))
    page = render_template("lms/people/units/found.html", parent=above, form=form)
    return page, form.http_status


@bp.route("/<int:unit_id>/name", methods=["GET", "POST"])
def rename(unit_id: int) -> ResponseReturnValue:
    unit = _unit(unit_id)
    form = NameForm(unit)
    if form.accepted():
        services.rename(current_session(), current_actor(), unit, form.name.data)
        flash(_("名称已保存。"))
        return redirect(url_for(".show", unit_id=unit.id))
    page = render_template("lms/people/units/rename.html", unit=unit, form=form)
    return page, form.http_status


@bp.route("/<int:unit_id>/parent", methods=["GET", "POST"])
def move(unit_id: int) -> ResponseReturnValue:
    unit = _unit(unit_id)
    form = PlaceForm(unit, queries.options(current_session(), current_actor()))
    if form.accepted():
        try:
            above = _unit(form.above.data)
            services.move(current_session(), current_actor(), unit, above)
        except Invalid as refusal:
            form.show(refusal)
        else:
            flash(_("已移到“%(name)s”之下。", name=above.name))
            return redirect(url_for(".show", unit_id=unit.id))
    page = render_template("lms/people/units/move.html", unit=unit, form=form)
    return page, form.http_status


@bp.post("/<int:unit_id>/order")
def shift(unit_id: int) -> ResponseReturnValue:
    by = 1 if request.form.get("by") == "1" else -1
    unit = _unit(unit_id)
    services.shift(current_session(), current_actor(), unit, by)
    return redirect(url_for(".show", unit_id=unit.parent_id or unit.id))


@bp.post("/<int:unit_id>/closure")
def close(unit_id: int) -> ResponseReturnValue:
    unit = _unit(unit_id)
    day = today(current_settings().zone)
    services.close(current_session(), current_actor(), unit, day)
    words = _("“%(name)s”已撤销。", name=unit.name)
    offer_undo(words, url_for(".reopen", unit_id=unit.id))
    return redirect(url_for(".show", unit_id=unit.id))


@bp.post("/<int:unit_id>/reopening")
def reopen(unit_id: int) -> ResponseReturnValue:
    unit = _unit(unit_id)
    services.reopen(current_session(), current_actor(), unit)
    flash(_("“%(name)s”已恢复。", name=unit.name))
    return redirect(url_for(".show", unit_id=unit.id))


def _unit(unit_id: int) -> OrgUnit:
    return queries.unit(current_session(), current_actor(), unit_id)
