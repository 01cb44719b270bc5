from typing import Any

from lms.people import current_actor
from lms.web import current_app_, current_session, current_settings
from lms.web.api import ApiBlueprint
from media.documents import passes, services
from media.documents.schemas import PagesSchema, ReadingSchema

bp = ApiBlueprint("documents", __name__, description="Reading courseware")


@bp.post("/readings/<string:token>/pages")
@bp.arguments(PagesSchema)
@bp.response(200, ReadingSchema)
def report(told: dict[str, Any], token: str) -> dict[str, Any]:
    """Report which pages were shown. What there was no time for comes back as `rest`."""
    asset_id = passes.asset_of(current_settings().secret_key, current_actor(), token)
    facts = current_app_().facts
    receipt = services.report(current_session(), facts, current_actor(), asset_id, told["pages"])
    return {
        "read": receipt.read,
        "rest": receipt.rest,
        "page_count": receipt.page_count,
        "complete": receipt.is_complete,
    }
