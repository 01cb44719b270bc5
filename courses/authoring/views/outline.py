"""The outline of a draft: its tree, and the form of whatever was chosen in it."""

from typing import TypeVar

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from courses.authoring import queries, services, shelves
from courses.authoring.desk import Desk, desk_of
from courses.authoring.forms import LessonForm, MoveForm, NewLessonForm, PlaceForm, SectionForm
from courses.authoring.models import Lesson, Section
from courses.authoring.shelves import Choice
from courses.authoring.views.blueprint import bp, is_autosave, refuse_by_itself, saved_by_itself
from courses.catalogue.models import LessonKind
from courses.catalogue.outline import Subject
from lms.errors import Conflict, Invalid, NotFound, Refusal
from lms.people import current_actor
from lms.web import Form, current_rules, current_session
from lms.web.i18n import gettext as _
from lms.web.rivals import DraftForm

Part = TypeVar("Part", Lesson, Section)
FILES = (LessonKind.video, LessonKind.document)  # what the media library holds


@bp.route("/<int:course_id>/content", methods=["GET", "POST"])
def content(course_id: int) -> ResponseReturnValue:
    """Show the tree; beside it stands the form that adds a lesson."""
    session, actor = current_session(), current_actor()
    desk = desk_of(session, actor, course_id)
    form = NewLessonForm(desk.outline.sections)
    if form.accepted():
        section = queries.editable_section(session, actor, form.section.data)
        kind, draft = form.draft(current_rules().watched_share)
        lesson = services.add_lesson(session, actor, section, kind, draft)
        return redirect(url_for(".lesson", course_id=course_id, lesson_id=lesson.id))
    return _page("content", desk, form)


@bp.route("/<int:course_id>/lessons/<int:lesson_id>", methods=["GET", "POST"])
def lesson(course_id: int, lesson_id: int) -> ResponseReturnValue:
    session, actor = current_session(), current_actor()
    desk = desk_of(session, actor, course_id)
    found = _lesson(course_id, lesson_id)
    attached = shelves.attached(session, found.materials)
    offer = shelves.offer(session, actor, found, _kept(desk, found), attached)
    form = LessonForm(found, offer)
    if form.accepted():
        answer = _revise(found, form)
        if answer is not None:
            return answer
    elif form.errors and is_autosave():
        refuse_by_itself(form)
    in_library = found.kind in FILES and shelves.manages(session, actor, found.ref_id)
    return _page("lesson", desk, form, lesson=found, attached=attached, is_in_library=in_library)


def _revise(lesson: Lesson, form: LessonForm) -> ResponseReturnValue | None:
    """Save what was typed; None when the form has to be shown again."""
    seen = form.revision.data or 0
    try:
        draft = form.draft()
        revision = services.revise_lesson(current_session(), current_actor(), lesson, draft, seen)
    except (Conflict, Invalid) as refusal:
        if is_autosave():
            raise
        _show(form, refusal)
        form.revision.data = lesson.revision
        return None
    if is_autosave():
        return saved_by_itself(revision)
    flash(_("本讲已保存。"))
    return redirect(url_for(".lesson", course_id=lesson.course_id, lesson_id=lesson.id))


def _show(form: DraftForm, refusal: Refusal) -> None:
    if isinstance(refusal, Conflict):
        form.refuse_stale()
    else:
        form.show(refusal)


def _kept(desk: Desk, lesson: Lesson) -> Choice | None:
    """Return what the lesson is about now, which may not be on offer any more."""
    if lesson.ref_id is None:
        return None
    known = desk.known.get(Subject(lesson.kind, lesson.ref_id))
    return Choice(lesson.ref_id, known.title if known else str(lesson.ref_id))


@bp.post("/<int:course_id>/lessons/<int:lesson_id>/move")
def move_lesson(course_id: int, lesson_id: int) -> ResponseReturnValue:
    found, form = _lesson(course_id, lesson_id), MoveForm()
    if form.accepted():
        services.move_lesson(current_session(), current_actor(), found, form.by.data)
    return redirect(url_for(".content", course_id=course_id, _anchor=f"l{lesson_id}"))


@bp.post("/<int:course_id>/lessons/<int:lesson_id>/place")
def place_lesson(course_id: int, lesson_id: int) -> ResponseReturnValue:
    found, form = _lesson(course_id, lesson_id), PlaceForm()
    if not form.accepted():
        raise Invalid
    services.place_lesson(
        current_session(), current_actor(), found, form.section.data, form.before.data
    )
    return redirect(url_for(".content", course_id=course_id))


@bp.post("/<int:course_id>/lessons/<int:lesson_id>/removal")
def remove_lesson(course_id: int, lesson_id: int) -> ResponseReturnValue:
    services.remove_lesson(current_session(), current_actor(), _lesson(course_id, lesson_id))
    flash(_("这一讲已从草稿中删除。"))
    return redirect(url_for(".content", course_id=course_id))


@bp.route("/<int:course_id>/sections", methods=["GET", "POST"])
def add_section(course_id: int) -> ResponseReturnValue:
    session, actor = current_session(), current_actor()
    desk, form = desk_of(session, actor, course_id), SectionForm()
    if form.accepted():
        services.add_section(session, actor, desk.course, form.title.data)
        return redirect(url_for(".content", course_id=course_id))
    return _page("section", desk, form)


@bp.route("/<int:course_id>/sections/<int:section_id>", methods=["GET", "POST"])
def section(course_id: int, section_id: int) -> ResponseReturnValue:
    session, actor = current_session(), current_actor()
    desk = desk_of(session, actor, course_id)
    found = _section(course_id, section_id)
    form = SectionForm(title=found.title, seen=found.title)
    if form.accepted():
        try:
            services.rename_section(session, actor, found, form.title.data, form.seen.data)
        except Conflict:
            form.refuse_stale()
            form.seen.data = found.title
        else:
            return redirect(url_for(".content", course_id=course_id))
    return _page("section", desk, form, section=found)


@bp.post("/<int:course_id>/sections/<int:section_id>/move")
def move_section(course_id: int, section_id: int) -> ResponseReturnValue:
    found, form = _section(course_id, section_id), MoveForm()
    if form.accepted():
        services.move_section(current_session(), current_actor(), found, form.by.data)
    return redirect(url_for(".content", course_id=course_id, _anchor=f"s{section_id}"))


@bp.post("/<int:course_id>/sections/<int:section_id>/removal")
def remove_section(course_id: int, section_id: int) -> ResponseReturnValue:
    found = _section(course_id, section_id)
    services.remove_section(current_session(), current_actor(), found)
    flash(_("章节已从草稿中删除。"))
    return redirect(url_for(".content", course_id=course_id))


def _lesson(course_id: int, lesson_id: int) -> Lesson:
    found = queries.editable_lesson(current_session(), current_actor(), lesson_id)
    return _of(course_id, found)


def _section(course_id: int, section_id: int) -> Section:
    found = queries.editable_section(current_session(), current_actor(), section_id)
    return _of(course_id, found)


def _of(course_id: int, found: Part) -> Part:
    if found.course_id != course_id:
        raise NotFound("没有找到您要的内容。")
    return found


def _page(name: str, desk: Desk, form: Form, **values: object) -> ResponseReturnValue:
    page = render_template(f"courses/authoring/{name}.html", desk=desk, form=form, **values)
    return page, form.http_status
