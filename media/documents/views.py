"""The pictures of courseware, for whoever holds a pass."""

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from lms.people import current_actor
from lms.web import current_blobs, current_database, current_settings, quiet, untransacted
from media.documents import passes, queries

bp = Blueprint("documents", __name__, url_prefix="/read/<token>")


@bp.get("/<int:number>.jpg")
@quiet
@untransacted
def page(token: str, number: int) -> ResponseReturnValue:
    return _picture(token, number)


@bp.get("/<int:number>-fine.jpg")
@quiet
@untransacted
def fine_page(token: str, number: int) -> ResponseReturnValue:
    """Send a page for looking closely."""
    return _picture(token, number, is_fine=True)


def _picture(token: str, number: int, *, is_fine: bool = False) -> Response:
    asset_id = passes.asset_of(current_settings().secret_key, current_actor(), token)
    with current_database().session(write=False) as session:
        blob = queries.page_blob(session, asset_id, number, is_fine=is_fine)
    answer = Response(current_blobs().read(blob), mimetype="image/jpeg")
    answer.headers["Cache-Control"] = "private, max-age=3600"
    return answer
