"""One's own notes: beside the film, and all of them together."""

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from courses.lessons.queries import place_of
from courses.notes import queries, services
from courses.notes.export import as_text
from courses.notes.forms import NewNoteForm, NoteForm
from lms.noting import services as noting
from lms.people import current_actor
from lms.web import current_session
from lms.web.i18n import gettext as _
from media.assets.downloads import text_file

bp = Blueprint("notes", __name__)

EVERYWHERE = "me"  # the page of all notes


@bp.get("/me/notes")
def index() -> ResponseReturnValue:
    session, actor = current_session(), current_actor()
    page = queries.all_notes(session, actor, request.args.get("page", 1, type=int))
    return render_template("courses/notes/index.html", page=page, removed=removed())


@bp.get("/me/notes.txt")
def export_all() -> ResponseReturnValue:
    return _file(queries.every_note(current_session(), current_actor()))


@bp.get("/lessons/<int:lesson_id>/notes.txt")
def export(lesson_id: int) -> ResponseReturnValue:
    session, actor = current_session(), current_actor()
    place_of(session, actor, lesson_id)
    return _file(queries.notes_of_lesson(session, actor, lesson_id))


@bp.post("/lessons/<int:lesson_id>/notes")
def write(lesson_id: int) -> ResponseReturnValue:
    session, actor = current_session(), current_actor()
    place = place_of(session, actor, lesson_id)
    form = NewNoteForm()
    if form.accepted():
        services.write(session, actor, place, form.at_ms.data or 0, form.text.data)
        return _shown(lesson_id)
    if _is_fragment():
        return _fragment(lesson_id, form=form), form.http_status
    return render_template("courses/notes/edit.html", form=form, place=place), form.http_status


@bp.route("/notes/<int:note_id>", methods=["GET", "POST"])
def note(note_id: int) -> ResponseReturnValue:
    session, actor = current_session(), current_actor()
    found = queries.own_note(session, actor, note_id)
    form = NoteForm(found)
    if form.accepted():
        noting.revise(session, actor, found, form.text.data)
        return _shown(found.lesson_id)
    if form.errors and _is_fragment():
        return _fragment(found.lesson_id, changed=note_id, form=form), form.http_status
    place = queries.place_of(session, actor, note_id)
    page = render_template("courses/notes/edit.html", form=form, note=place)
    return page, form.http_status


@bp.post("/notes/<int:note_id>/removal")
def remove(note_id: int) -> ResponseReturnValue:
    session, actor = current_session(), current_actor()
    found = queries.own_note(session, actor, note_id)
    noting.remove(session, actor, found)
    return _shown(found.lesson_id, removed=note_id)


@bp.post("/notes/<int:note_id>/restoration")
def take_back(note_id: int) -> ResponseReturnValue:
    session, actor = current_session(), current_actor()
    found = queries.own_note(session, actor, note_id)
    noting.take_back(session, actor, found)
    return _shown(found.lesson_id)


def removed() -> int | None:
    """Return which of the actor's notes was just removed and may be taken back."""
    note_id = request.args.get("removed", type=int)
    is_own = note_id and queries.is_removed(current_session(), current_actor(), note_id)
    return note_id if is_own else None


def _shown(lesson_id: int, removed: int | None = None) -> ResponseReturnValue:
    """Show the notes where they were changed: beside the film, or among all of them."""
    if _is_fragment():
        return _fragment(lesson_id, removed=removed)
    if request.args.get("back") == EVERYWHERE:
        return redirect(url_for(".index", removed=removed))
    place = place_of(current_session(), current_actor(), lesson_id)
    lesson = url_for(
        "lessons.lesson",
        course_id=place.course_id,
        number=place.lesson.number,
        removed=removed,
        _anchor="notes",
    )
    return redirect(lesson)


def _is_fragment() -> bool:
    return "HX-Request" in request.headers


def _fragment(lesson_id: int, **values: object) -> str:
    notes = queries.notes_at(current_session(), current_actor(), lesson_id)
    return render_template("courses/notes/_notes.html", notes=notes, lesson_id=lesson_id, **values)


def _file(notes: list[queries.Kept]) -> Response:
    return text_file(as_text(notes), _("我的笔记.txt"))
