from typing import Any

from werkzeug.datastructures import FileStorage

from lms.errors import Invalid, NotFound
from lms.people import current_actor
from lms.web import current_session
from lms.web.api import ApiBlueprint, ListArgs, list_schema, listed
from lms.web.guard import sized
from quizzes.bank import queries, services
from quizzes.bank.content import draft_of
from quizzes.bank.models import Item
from quizzes.bank.policy import may_author
from quizzes.bank.queries import Wanted
from quizzes.bank.schemas import (
    BankSchema,
    ConfirmationSchema,
    ImportFileSchema,
    ImportFormSchema,
    ImportSchema,
    ItemContentSchema,
    ItemListArgs,
    ItemRowSchema,
    ItemSchema,
    NewBankSchema,
    NextRevisionSchema,
    read_draft,
    told_draft,
    told_import,
)
from quizzes.interchange import ItemDraft, read_candidates
from quizzes.interchange.reading import LARGEST_FILE
from quizzes.interchange.records import unpacked

bp = ApiBlueprint("bank", __name__, description="Banks of questions")

SOME_MORE = 64 * 1024  # what a form adds to its file


@bp.get("/banks")
@bp.arguments(ListArgs, location="query")
@bp.response(200, list_schema(BankSchema))
def index(args: dict[str, Any]) -> dict[str, Any]:
    rows, total = queries.bank_slice(current_session(), current_actor(), **args)
    return listed([row._asdict() for row in rows], total, args)


@bp.post("/banks")
@bp.arguments(NewBankSchema)
@bp.response(201, BankSchema)
def create(body: dict[str, str]) -> dict[str, Any]:
    actor = current_actor()
    bank = services.open_bank(current_session(), actor, body["title"])
    return {
        "id": bank.id,
        "title": bank.title,
        "owner": actor.name,
        "item_count": 0,
        "created_at": bank.created_at,
    }


@bp.get("/banks/<int:bank_id>/items")
@bp.arguments(ItemListArgs, location="query")
@bp.response(200, list_schema(ItemRowSchema))
def items(args: dict[str, Any], bank_id: int) -> dict[str, Any]:
    session = current_session()
    bank = queries.editable_bank(session, current_actor(), bank_id)
    wanted = Wanted(args["q"], args["kind"], args["topic"], args["retired"])
    rows, total = queries.item_slice(
        session, bank, wanted, cursor=args["cursor"], limit=args["limit"]
    )
    told = [{**row._asdict(), "retired": row.is_retired} for row in rows]
    return listed(told, total, args)


@bp.post("/banks/<int:bank_id>/items")
@bp.arguments(ItemContentSchema)
@bp.response(201, ItemSchema)
def add_item(body: dict[str, Any], bank_id: int) -> dict[str, Any]:
    session, actor = current_session(), current_actor()
    bank = queries.editable_bank(session, actor, bank_id)
    draft = read_draft(body)
    return _told(services.add_item(session, actor, bank, draft), draft)


@bp.get("/items/<int:item_id>")
@bp.response(200, ItemSchema)
def item(item_id: int) -> dict[str, Any]:
    found, revision = queries.editable_item(current_session(), current_actor(), item_id)
    return _told(found, draft_of(revision, found.topic))


@bp.put("/items/<int:item_id>")
@bp.arguments(NextRevisionSchema)
@bp.response(200, ItemSchema)
def revise(body: dict[str, Any], item_id: int) -> dict[str, Any]:
    """Write the next revision; 409 when another one was written since `revision`."""
    session, actor = current_session(), current_actor()
    found, revision = queries.editable_item(session, actor, item_id)
    draft = read_draft(body)
    if draft.kind is not revision.kind:
        raise Invalid("题型不能改。请新建一道题，再停用这一道。")
    services.revise(session, actor, found, body["revision"], draft)
    session.refresh(found)
    return _told(found, draft)


@bp.post("/banks/<int:bank_id>/imports")
@sized(LARGEST_FILE + SOME_MORE)
@bp.arguments(ImportFileSchema, location="files")
@bp.arguments(ImportFormSchema, location="form")
@bp.response(201, ImportSchema)
def preview(files: dict[str, FileStorage], form: dict[str, str], bank_id: int) -> dict[str, Any]:
    """Read and judge a file of questions. Nothing is in the bank before it is confirmed."""
    actor, file = current_actor(), files["file"]
    if not may_author(actor):
        raise NotFound("没有找到您要的内容。")
    candidates = read_candidates(file.read(), form["format"])  # takes its time: before writing
    session, name = current_session(), file.filename or ""
    bank = queries.editable_bank(session, actor, bank_id)
    kept = services.preview(session, actor, bank, file_name=name, candidates=candidates)
    return told_import(kept, [unpacked(record) for record in kept.candidates])


@bp.get("/imports/<int:import_id>")
@bp.response(200, ImportSchema)
def one_import(import_id: int) -> dict[str, Any]:
    kept = queries.editable_import(current_session(), current_actor(), import_id)
    return told_import(kept, [unpacked(record) for record in kept.candidates])


@bp.post("/imports/<int:import_id>/confirmation")
@bp.response(200, ConfirmationSchema)
def confirm(import_id: int) -> dict[str, int]:
    """Take the questions into the bank, once; again is the same answer."""
    kept = queries.editable_import(current_session(), current_actor(), import_id)
    return {"id": import_id, "taken": services.confirm(current_session(), current_actor(), kept)}


def _told(item: Item, draft: ItemDraft) -> dict[str, Any]:
    return {
        **told_draft(draft),
        "id": item.id,
        "revision": item.revision,
        "retired": item.retired_at is not None,
    }
