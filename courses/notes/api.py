from typing import Any

from courses.lessons.queries import place_of
from courses.notes import queries, services
from courses.notes.models import Note
from courses.notes.queries import NoteRow
from courses.notes.schemas import NewNoteArgs, NotePatchArgs, NoteSchema, NotesSchema
from lms.noting import services as noting
from lms.people import current_actor
from lms.web import current_session
from lms.web.api import ApiBlueprint

bp = ApiBlueprint("notes", __name__, description="Private notes at lectures")


@bp.get("/lessons/<int:lesson_id>/notes")
@bp.response(200, NotesSchema)
def index(lesson_id: int) -> dict[str, Any]:
    """List the caller's own notes of a lecture, as the film runs."""
    session, actor = current_session(), current_actor()
    place_of(session, actor, lesson_id)
    return {"items": [_told(note) for note in queries.notes_at(session, actor, lesson_id)]}


@bp.post("/lessons/<int:lesson_id>/notes")
@bp.arguments(NewNoteArgs)
@bp.response(201, NoteSchema)
def write(args: dict[str, Any], lesson_id: int) -> dict[str, Any]:
    session, actor = current_session(), current_actor()
    place = place_of(session, actor, lesson_id)
    return _told(services.write(session, actor, place, round(1000 * args["at_s"]), args["text"]))


@bp.patch("/notes/<int:note_id>")
@bp.arguments(NotePatchArgs)
@bp.response(200, NoteSchema)
def revise(args: dict[str, Any], note_id: int) -> dict[str, Any]:
    session, actor = current_session(), current_actor()
    note = queries.own_note(session, actor, note_id)
    noting.revise(session, actor, note, args["text"])
    session.refresh(note)
    return _told(note)


@bp.delete("/notes/<int:note_id>")
@bp.response(204)
def remove(note_id: int) -> None:
    """Put a note away; the page can take it back for a day."""
    session, actor = current_session(), current_actor()
    noting.remove(session, actor, queries.own_note(session, actor, note_id))


def _told(note: Note | NoteRow) -> dict[str, Any]:
    return {
        "id": note.id,
        "at_s": note.at_ms / 1000,
        "text": note.text,
        "created_at": note.created_at,
    }
