from typing import Any

from lms.people import current_actor
from lms.web import current_session, quiet
from lms.web.api import ApiBlueprint, list_schema, listed
from lms.web.i18n import gettext
from media.assets import listing, queries
from media.assets.schemas import AssetDetailSchema, AssetListArgs, AssetSchema

bp = ApiBlueprint("assets", __name__, description="Films and courseware")


@bp.get("/assets")
@bp.arguments(AssetListArgs, location="query")
@bp.response(200, list_schema(AssetSchema))
def index(args: dict[str, Any]) -> dict[str, Any]:
    rows, total = listing.asset_slice(
        current_session(),
        current_actor(),
        listing.Wanted(args["kind"], args["q"]),
        cursor=args["cursor"],
        limit=args["limit"],
    )
    return listed([_told(row) for row in rows], total, args)


@bp.get("/assets/<int:asset_id>")
@quiet
@bp.response(200, AssetDetailSchema)
def one(asset_id: int) -> dict[str, Any]:
    """Tell how far an asset is; of a film the renditions that can be watched already."""
    session, actor = current_session(), current_actor()
    row = listing.managed_row(session, actor, asset_id)
    return {
        **_told(row),
        "renditions": [item._asdict() for item in queries.renditions(session, asset_id)],
        "captions": [item._asdict() for item in queries.captions(session, asset_id)],
    }


def _told(row: listing.AssetRow) -> dict[str, Any]:
    seconds = None if row.duration_ms is None else row.duration_ms / 1000
    cause = gettext(row.cause, **row.cause_values) if row.cause else None
    return {**row._asdict(), "duration_s": seconds, "cause": cause}
