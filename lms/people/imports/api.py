from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from lms.db import today
from lms.errors import demand
from lms.people.actor import current_actor
from lms.people.imports import confirming, queries, services, staging, undoing
from lms.people.imports.models import Import, Outcome, Verdict
from lms.people.imports.schemas import FileSchema, PreviewSchema, SubjectSchema, UndoSchema
from lms.people.imports.services import Upload
from lms.people.imports.table import LARGEST_FILE, read_table
from lms.people.imports.words import refusal
from lms.people.policy import may_administer
from lms.people.repeats import once_alone
from lms.web import (
    current_app_,
    current_blobs,
    current_database,
    current_session,
    sized,
    untransacted,
)
from lms.web.api import ApiBlueprint

bp = ApiBlueprint("imports", __name__, description="People and units from a file")

SOME_MORE = 64 * 1024  # what a form adds to its file


@bp.post("/people/imports")
@untransacted
@once_alone
@sized(LARGEST_FILE + SOME_MORE)
@bp.arguments(FileSchema, location="files")
@bp.arguments(SubjectSchema, location="form")
@bp.response(201, PreviewSchema)
def preview(files: dict[str, FileStorage], form: dict[str, Any]) -> dict[str, Any]:
    """Compare a file with the school; its columns are known by their names.

    Nothing is written of it before it is confirmed. The write lock is held for short turns only.
    """
    actor, file, subject = current_actor(), files["file"], form["subject"]
    demand(may_administer(actor))
    source = file.read()
    table = read_table(source, subject)
    blob = current_blobs().put(source)
    upload = Upload(file.filename or "", blob, subject, table, form["tree"])
    with _writing() as session:
        kept = services.begin(session, actor, upload)
        services.map_columns(session, actor, kept, kept.columns)
    app = current_app_()
    day = today(app.settings.zone)
    stage = staging.Stage(app.db, app.blobs, day, write=_writing, progress=lambda _share: None)
    staging.check(stage, kept.id, kept.revision)
    with current_database().session(write=False) as session:
        return _told(session, queries.one_import(session, actor, kept.id))


@contextmanager
def _writing() -> Iterator[Session]:
    with current_database().session(write=True) as session:
        yield session
        session.commit()


@bp.get("/people/imports/<int:import_id>")
@bp.response(200, PreviewSchema)
def one(import_id: int) -> dict[str, Any]:
    session = current_session()
    return _told(session, queries.one_import(session, current_actor(), import_id))


@bp.post("/people/imports/<int:import_id>/confirmation")
@bp.response(200, PreviewSchema)
def confirm(import_id: int) -> dict[str, Any]:
    """Write what the check has found, once; again is the same answer."""
    session, actor = current_session(), current_actor()
    kept = queries.one_import(session, actor, import_id)
    confirming.confirm(session, actor, kept)
    return _told(session, kept)


@bp.delete("/people/imports/<int:import_id>")
@bp.response(200, UndoSchema)
def undo(import_id: int) -> dict[str, Any]:
    """Take the import back. `left` names the rows that could not be: something rests on them."""
    session, actor = current_session(), current_actor()
    kept = queries.one_import(session, actor, import_id)
    undoing.undo(session, actor, kept)
    left = queries.outcomes(session, kept, Outcome.closed, Outcome.left)
    rows = [{"row": line.number, "outcome": line.outcome} for line in left]
    return {"id": kept.id, "state": kept.state, "left": rows}


def _told(session: Session, kept: Import) -> dict[str, Any]:
    errors = [
        {"row": line.number, "column": item["column"], "message": refusal(item)}
        for line in queries.bad_lines(session, kept)
        for item in line.refusals
    ]
    about = {"id": kept.id, "subject": kept.subject, "tree": kept.tree}
    told = {**about, "state": kept.state, "errors": errors}
    return {**{verdict.value: 0 for verdict in Verdict}, **kept.counts, **told}
