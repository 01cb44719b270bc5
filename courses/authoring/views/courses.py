"""A trainer's courses, and the pages about a course as a whole."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from courses.authoring import queries, services
from courses.authoring.desk import Desk, desk_of
from courses.authoring.forms import (
    AudienceForm,
    BeginForm,
    DescriptionForm,
    EndingForm,
    OwnCourseFilters,
)
from courses.authoring.history import history as history_of
from courses.authoring.views.blueprint import bp, is_autosave, refuse_by_itself, saved_by_itself
from courses.catalogue.policy import may_author
from courses.catalogue.queries import categories, editable_course
from courses.enrolment import ending
from lms.db import today
from lms.errors import Conflict, Invalid, demand
from lms.people import current_actor
from lms.web import current_session, current_settings
from lms.web.i18n import gettext as _


@bp.get("")
def index() -> ResponseReturnValue:
    session, actor = current_session(), current_actor()
    demand(may_author(actor), "只有教师可以编辑课程。如需开通，请联系管理员。")
    filters, number = OwnCourseFilters(), request.args.get("page", 1, type=int)
    page = queries.own_courses(session, actor, filters.wanted(), number)
    return render_template("courses/authoring/index.html", page=page, filters=filters)


@bp.route("/new", methods=["GET", "POST"])
def begin() -> ResponseReturnValue:
    session, actor = current_session(), current_actor()
    demand(may_author(actor), "只有教师可以编辑课程。如需开通，请联系管理员。")
    form = BeginForm()
    if form.accepted():
        course = services.begin(session, actor, form.description())
        return redirect(url_for(".content", course_id=course.id))
    known = categories(session, actor)
    page = render_template("courses/authoring/begin.html", form=form, categories=known)
    return page, form.http_status


@bp.route("/<int:course_id>/info", methods=["GET", "POST"])
def info(course_id: int) -> ResponseReturnValue:
    desk = desk_of(current_session(), current_actor(), course_id)
    form = DescriptionForm(desk.draft)
    if form.accepted():
        answer = _describe(desk, form)
        if answer is not None:
            return answer
    elif form.errors and is_autosave():
        refuse_by_itself(form)
    known = categories(current_session(), current_actor())
    page = render_template("courses/authoring/info.html", desk=desk, form=form, categories=known)
    return page, form.http_status


def _describe(desk: Desk, form: DescriptionForm) -> ResponseReturnValue | None:
    """Save what was typed; None when the form has to be shown again."""
    session, actor = current_session(), current_actor()
    seen = form.revision.data or 0
    try:
        revision = services.describe(session, actor, desk.course, form.description(), seen)
    except Conflict:
        if is_autosave():
            raise
        form.refuse_stale()
        form.revision.data = desk.draft.revision
        return None
    if is_autosave():
        return saved_by_itself(revision)
    flash(_("基本信息已保存。"))
    return redirect(url_for(".info", course_id=desk.course.id))


@bp.route("/<int:course_id>/audience", methods=["GET", "POST"])
def audience(course_id: int) -> ResponseReturnValue:
    session, actor = current_session(), current_actor()
    desk = desk_of(session, actor, course_id)
    units = queries.unit_choices(session)
    form = AudienceForm(desk.course, units)
    if form.accepted():
        try:
            services.open_to(session, actor, desk.course, form.opening())
        except Invalid as refusal:
            form.show(refusal)
        else:
            flash(_("学习对象已保存，立即生效。"))
            return redirect(url_for(".audience", course_id=course_id))
    page = render_template(
        "courses/authoring/audience.html",
        desk=desk,
        form=form,
        units=units,
        learners=ending.learners(session, desk.course, today(current_settings().zone)),
    )
    return page, form.http_status


@bp.route("/<int:course_id>/enrolments/end", methods=["GET", "POST"])
def end_enrolments(course_id: int) -> ResponseReturnValue:
    """Ask whose enrolments are to be ended and why, and end them."""
    session, actor = current_session(), current_actor()
    desk, day = desk_of(session, actor, course_id), today(current_settings().zone)
    counted = ending.learners(session, desk.course, day)
    form = EndingForm(counted)
    if form.accepted():
        count = ending.end(session, actor, desk.course, form.ending(), day)
        flash(_("已结束 %(count)s 人的报名，并通知了他们。", count=count))
        return redirect(url_for(".audience", course_id=course_id))
    page = render_template("courses/authoring/ending.html", desk=desk, form=form)
    return page, form.http_status


@bp.get("/<int:course_id>/history")
def history(course_id: int) -> ResponseReturnValue:
    session = current_session()
    desk = desk_of(session, current_actor(), course_id)
    told = history_of(session, desk.draft, desk.outline)
    return render_template("courses/authoring/history.html", desk=desk, history=told)


@bp.post("/<int:course_id>/copies")
def copy(course_id: int) -> ResponseReturnValue:
    session, actor = current_session(), current_actor()
    course = services.copy(session, actor, editable_course(session, actor, course_id))
    flash(_("已复制为新的草稿。学习对象和报名不随之复制。"))
    return redirect(url_for(".info", course_id=course.id))
