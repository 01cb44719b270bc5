"""One's own notes: written at a passage, and all of them together."""

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from library.notes import queries, services
from library.notes.export import as_text
from library.notes.forms import NoteForm
from library.works.addresses import anchor_of, written
from library.works.queries import readable_text
from lms.noting import services as noting
from lms.people import current_actor
from lms.web import current_session
from lms.web.i18n import gettext as _

bp = Blueprint("reading_notes", __name__)

READER = "reader"  # where one goes back to, if not to the page of all notes


@bp.get("/me/reading-notes")
def index() -> ResponseReturnValue:
    session, actor = current_session(), current_actor()
    page = queries.all_notes(session, actor, request.args.get("page", 1, type=int))
    return render_template("library/notes/index.html", page=page, removed=removed())


@bp.get("/me/reading-notes.txt")
def export() -> ResponseReturnValue:
    notes = queries.every_note(current_session(), current_actor())
    answer = Response(as_text(notes), content_type="text/plain; charset=utf-8")
    answer.headers.set("Content-Disposition", "attachment", filename=_("读书笔记") + ".txt")
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@bp.post("/library/<slug>/notes")
def write(slug: str) -> ResponseReturnValue:
    session, actor = current_session(), current_actor()
    text = readable_text(session, actor, slug)
    anchor = anchor_of(request.args.get("at", ""))
    form = NoteForm()
    if form.accepted():
        services.write(session, actor, text, anchor, form.text.data)
        return _at_passage(slug, anchor)
    page = render_template("library/notes/edit.html", form=form, work=text.work, anchor=anchor)
    return page, form.http_status


@bp.route("/me/reading-notes/<int:passage_note_id>", methods=["GET", "POST"])
def note(passage_note_id: int) -> ResponseReturnValue:
    session, actor = current_session(), current_actor()
    found = queries.own_note(session, actor, passage_note_id)
    form = NoteForm(found)
    if form.accepted():
        noting.revise(session, actor, found, form.text.data)
        return _back(passage_note_id)
    kept = queries.kept(session, actor, passage_note_id)
    page = render_template("library/notes/edit.html", form=form, note=kept)
    return page, form.http_status


@bp.post("/me/reading-notes/<int:passage_note_id>/removal")
def remove(passage_note_id: int) -> ResponseReturnValue:
    session, actor = current_session(), current_actor()
    noting.remove(session, actor, queries.own_note(session, actor, passage_note_id))
    return _back(passage_note_id, removed=passage_note_id)


@bp.post("/me/reading-notes/<int:passage_note_id>/restoration")
def take_back(passage_note_id: int) -> ResponseReturnValue:
    session, actor = current_session(), current_actor()
    noting.take_back(session, actor, queries.own_note(session, actor, passage_note_id))
    return _back(passage_note_id)


def removed() -> int | None:
    """Return which of the actor's notes was just removed and may be taken back."""
    note_id = request.args.get("removed", type=int)
    is_own = note_id and queries.is_removed(current_session(), current_actor(), note_id)
    return note_id if is_own else None


def _back(note_id: int, removed: int | None = None) -> ResponseReturnValue:
    """Go back to where the note was changed: at its passage, or among all of them."""
    if request.args.get("back") != READER:
        return redirect(url_for(".index", removed=removed))
    note = queries.kept(current_session(), current_actor(), note_id)
    return _at_passage(note.slug, note.anchor, removed)


def _at_passage(slug: str, anchor: int, removed: int | None = None) -> ResponseReturnValue:
    at = written(anchor)
    return redirect(url_for("reading.read", slug=slug, at=at, removed=removed, _anchor=at))
