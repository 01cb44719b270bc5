from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from courses.assignments import contents, exempting, exemptions, queries, services
from courses.assignments.audience import Audience, audience_of
from courses.assignments.exemptions import Sought
from courses.assignments.forms import (
    POSTS,
    STATE_WORDS,
    ExemptionForm,
    PlanFilters,
    PlanForm,
    fresh,
    typed,
)
from courses.assignments.models import Assignment, ContentKind
from courses.assignments.policy import may_plan, may_revise
from lms.db import today
from lms.errors import Invalid, demand
from lms.people import MemberStatus, Role, current_actor
from lms.people.labels import STATUSES
from lms.people.section import open_to
from lms.web import current_session, current_settings, tidy
from lms.web.i18n import gettext as _

bp = Blueprint("plans", __name__, url_prefix="/branch/plans")
open_to(bp, Role.organizer, Role.auditor, Role.admin)


@bp.get("")
def index() -> ResponseReturnValue:
    session, actor, day = current_session(), current_actor(), today(current_settings().zone)
    filters = PlanFilters(queries.periods(session, actor))
    number = request.args.get("page", 1, type=int)
    page = queries.plans(session, actor, filters.wanted(day), number)
    return render_template(
        "courses/assignments/index.html",
        page=page,
        filters=filters,
        units=queries.units_of(session, [row.id for row in page]),
        states={row.id: row.state_on(day) for row in page},
        state_words=STATE_WORDS,
        may_plan=may_plan(actor),
    )


@bp.route("/new", methods=["GET", "POST"])
def assign() -> ResponseReturnValue:
    session, actor, day = current_session(), current_actor(), today(current_settings().zone)
    demand(may_plan(actor), "只有组织员可以布置学习任务。")
    units = queries.organized_units(session, actor)
    form = _form(units, fresh(day, [unit.id for unit in units]))
    if "preview" not in request.form and form.accepted():
        try:
            assignment = services.assign(session, actor, form.plan())
        except Invalid as refusal:
            form.show(refusal)
        else:
            flash(_("已布置“%(title)s”。", title=assignment.title))
            return redirect(url_for(".show", assignment_id=assignment.id))
    return _edit_page(form), form.http_status


@bp.get("/<int:assignment_id>")
def show(assignment_id: int) -> ResponseReturnValue:
    session, actor, day = current_session(), current_actor(), today(current_settings().zone)
    assignment = queries.assignment(session, actor, assignment_id)
    number = request.args.get("page", 1, type=int)
    items = contents.of(assignment)
    named = contents.titles(session, items)
    is_bound = queries.binds(session, actor, assignment, day)
    return render_template(
        "courses/assignments/show.html",
        task=assignment,
        items=[(item, named[item]) for item in items],
        statuses=[status for status in STATUSES if status in assignment.statuses],
        roles=[role for role in POSTS if role in assignment.roles],
        covered=queries.covered(session, actor, audience_of(assignment), day),
        exemptions=exemptions.exemptions(session, actor, Sought(assignment.id, day), number),
        may_revise=may_revise(actor, assignment) and not (assignment.withdrawn_at or is_bound),
        may_exempt=may_plan(actor) and not assignment.withdrawn_at,
        day=day,
    )


@bp.route("/<int:assignment_id>/edit", methods=["GET", "POST"])
def revise(assignment_id: int) -> ResponseReturnValue:
    session, actor = current_session(), current_actor()
    assignment = queries.revisable(session, actor, assignment_id)
    plan = services.plan_of(assignment)
    form = _form(queries.organized_units(session, actor), typed(plan), assignment)
    if "preview" not in request.form and form.accepted():
        try:
            services.revise(session, actor, assignment, form.plan())
        except Invalid as refusal:
            form.show(refusal)
        else:
            flash(_("已保存。"))
            return redirect(url_for(".show", assignment_id=assignment.id))
    return _edit_page(form, assignment), form.http_status


def _form(
    units: list[queries.UnitChoice],
    values: dict[str, object],
    assignment: Assignment | None = None,
) -> PlanForm:
    kept = contents.of(assignment) if assignment else []
    offered = {kind: contents.choices(current_session(), kind, kept) for kind in ContentKind}
    return PlanForm(units, offered, values)


def _edit_page(form: PlanForm, assignment: Assignment | None = None) -> str:
    session, actor = current_session(), current_actor()
    return render_template(
        "courses/assignments/edit.html",
        form=form,
        task=assignment,
        periods=queries.periods(session, actor),
        covered=_covered(form),
    )


def _covered(form: PlanForm) -> int:
    """Count whom the form's audience would address; what does not fit is left out."""
    session, actor = current_session(), current_actor()
    paths = queries.organized_paths(session, actor, [key for key in form.units.data or () if key])
    audience = Audience(
        tuple(paths.values()),
        frozenset(role for role in POSTS if role in (form.roles.data or ())),
        frozenset(status for status in MemberStatus if status in (form.statuses.data or ())),
    )
    return queries.covered(session, actor, audience, today(current_settings().zone))


@bp.post("/covered")
def covered() -> ResponseReturnValue:
    """Count the people of an audience while it is being chosen; nothing is written."""
    demand(may_plan(current_actor()), "只有组织员可以布置学习任务。")
    units = queries.organized_units(current_session(), current_actor())
    count = _covered(_form(units, {}))
    return render_template("courses/assignments/_covered.html", covered=count)


@bp.post("/<int:assignment_id>/withdrawal")
def withdraw(assignment_id: int) -> ResponseReturnValue:
    session, actor = current_session(), current_actor()
    assignment = queries.revisable(session, actor, assignment_id)
    services.withdraw(session, actor, assignment)
    flash(_("“%(title)s”已撤回。", title=assignment.title))
    return redirect(url_for(".index"))


@bp.route("/<int:assignment_id>/exemptions/new", methods=["GET", "POST"])
def exempt(assignment_id: int) -> ResponseReturnValue:
    """Find somebody by name, then say why they are exempt."""
    session, actor, day = current_session(), current_actor(), today(current_settings().zone)
    demand(may_plan(actor), "只有组织员可以记录免学。")
    assignment = queries.assignment(session, actor, assignment_id)
    form = ExemptionForm(day, request.args.get("person", type=tidy.an_id))
    if form.accepted():
        try:
            exempting.exempt(session, actor, assignment, form.excuse(), day)
        except Invalid as refusal:
            form.show(refusal)
        else:
            flash(_("免学已记录。"))
            return redirect(url_for(".show", assignment_id=assignment.id))
    words = request.args.get("q", "").strip()
    page = render_template(
        "courses/assignments/exempt.html",
        task=assignment,
        form=form,
        words=words,
        found=exemptions.addressees(session, actor, assignment, words, day) if words else [],
        person=exemptions.addressee(session, actor, assignment, form.person.data, day),
    )
    return page, form.http_status


@bp.post("/exemptions/<int:exemption_id>/end")
def end_exemption(exemption_id: int) -> ResponseReturnValue:
    session, actor, day = current_session(), current_actor(), today(current_settings().zone)
    exemption = exemptions.exemption_to_end(session, actor, exemption_id, day)
    exempting.end_exemption(session, actor, exemption, day)
    flash(_("免学已撤销，从今天起重新计入应学。"))
    return redirect(url_for(".show", assignment_id=exemption.assignment_id))
