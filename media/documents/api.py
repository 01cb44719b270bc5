from typing import Any

from lms.people import current_actor
from lms.web import current_app_, current_session, current_settings, quiet
from lms.web.api import ApiBlueprint
from media.documents import passes, queries, services
from media.documents.schemas import (
    HitsArgs,
    HitsSchema,
    PagesSchema,
    PageWordsSchema,
    ReadingSchema,
)

bp = ApiBlueprint("documents", __name__, description="Reading courseware")


@bp.post("/readings/<string:token>/pages")
@bp.arguments(PagesSchema)
@bp.response(200, ReadingSchema)
def report(told: dict[str, Any], token: str) -> dict[str, Any]:
    """Report which pages were shown. What there was no time for comes back as `rest`."""
    asset_id = _opened(token)
    facts = current_app_().facts
    receipt = services.report(current_session(), facts, current_actor(), asset_id, told["pages"])
    return {
        "read": receipt.read,
        "rest": receipt.rest,
        "page_count": receipt.page_count,
        "complete": receipt.is_complete,
    }


@bp.get("/readings/<string:token>/pages/<int:number>/words")
@quiet
@bp.response(200, PageWordsSchema)
def words(token: str, number: int) -> dict[str, Any]:
    """Tell the words of a page and where they stand."""
    found = queries.words(current_session(), _opened(token), number)
    return {"words": [word._asdict() for word in found]}


@bp.get("/readings/<string:token>/hits")
@quiet
@bp.arguments(HitsArgs, location="query")
@bp.response(200, HitsSchema)
def hits(args: dict[str, Any], token: str) -> dict[str, Any]:
    """Find words in the document: on which pages they stand, and how often."""
    found = queries.hits(current_session(), _opened(token), args["q"])
    pages = [page._asdict() for page in found]
    return {"total": sum(page.times for page in found), "pages": pages}


def _opened(token: str) -> int:
    """Return the document that the pass opens for the actor, or refuse."""
    return passes.asset_of(current_settings().secret_key, current_actor(), token)
