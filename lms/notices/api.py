from typing import Any

from lms.notices import queries
from lms.notices.bell import unread as unread_now
from lms.notices.schemas import NoticeList, NoticesArgs, NoticeSchema, UnreadSchema, told
from lms.notices.services import reading
from lms.people.actor import current_actor
from lms.web import current_session, quiet
from lms.web.api import ApiBlueprint, listed

bp = ApiBlueprint("notices", __name__, description="What the caller was told")


@bp.get("/notices")
@bp.arguments(NoticesArgs, location="query")
@bp.response(200, NoticeList)
def index(args: dict[str, Any]) -> dict[str, Any]:
    """List the caller's notices, the latest first."""
    items, total = queries.inbox_slice(
        current_session(),
        current_actor(),
        args["state"],
        cursor=args["cursor"],
        limit=args["limit"],
    )
    return listed([told(item) for item in items], total, args)


@bp.get("/notices/unread")
@quiet
@bp.response(200, UnreadSchema)
def unread() -> dict[str, int]:
    """Count what the caller has not read."""
    return {"unread": unread_now()}


@bp.get("/notices/<int:notice_id>")
@bp.response(200, NoticeSchema)
def one(notice_id: int) -> dict[str, Any]:
    """Tell a notice. Getting it does not read it: that is for people, see `reading`."""
    return _told(notice_id)


@bp.put("/notices/<int:notice_id>/reading")
@bp.response(200, NoticeSchema)
def read(notice_id: int) -> dict[str, Any]:
    """Note that the caller has read it. Twice keeps the first moment."""
    reading.read(current_session(), current_actor(), notice_id)
    return _told(notice_id)


@bp.put("/notices/<int:notice_id>/confirmation")
@bp.response(200, NoticeSchema)
def confirm(notice_id: int) -> dict[str, Any]:
    """Confirm it. Twice keeps the first moment; 409 where nothing is to be confirmed."""
    reading.confirm(current_session(), current_actor(), notice_id)
    return _told(notice_id)


def _told(notice_id: int) -> dict[str, Any]:
    return told(queries.copy_of(current_session(), current_actor(), notice_id))
