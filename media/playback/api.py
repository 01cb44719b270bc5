from typing import Any

from lms.people import current_actor
from lms.web import current_app_, current_rules, current_session
from lms.web.api import ApiBlueprint
from media.assets.queries import managed_asset
from media.playback import services, tickets
from media.playback.bucket import HIGHEST_SPEED
from media.playback.intervals import Interval
from media.playback.schemas import ReceiptSchema, ReportSchema, TicketSchema
from media.playback.tickets import seconds

PREVIEW = "preview"

bp = ApiBlueprint("playback", __name__, description="Watching")


@bp.post("/leases/<string:lease>/intervals")
@bp.arguments(ReportSchema())
@bp.response(200, ReceiptSchema)
def report(told: dict[str, Any], lease: str) -> dict[str, Any]:
    """Report what was played. What does not count yet comes back as `rest`, to be sent again."""
    receipt = services.report(
        current_session(), current_app_().facts, current_actor(), lease, _report(told)
    )
    return {
        "seq": receipt.seq,
        "accepted": seconds(receipt.accepted),
        "rest": seconds(receipt.rest),
        "counted": seconds(receipt.counted),
        "counted_s": receipt.counted_ms / 1000,
        "needed_s": receipt.needed_ms / 1000,
        "complete": receipt.is_complete,
    }


@bp.post("/assets/<int:asset_id>/playback")
@bp.response(200, TicketSchema)
def preview(asset_id: int) -> dict[str, Any]:
    """Let somebody who manages the film look at it."""
    session, actor = current_session(), current_actor()
    asset = managed_asset(session, actor, asset_id)
    needed = services.needed_ms(asset, current_rules().watched_share)
    ticket = services.open_lease(session, actor, asset, subject=PREVIEW, needed=needed)
    return tickets.told(session, ticket)


def _report(told: dict[str, Any]) -> services.Report:
    """Read a report; what was played faster than anybody may is not watching and not kept."""
    shown = [
        Interval(round(start * 1000), round(stop * 1000))
        for start, stop, *rate in told["intervals"]
        if not rate or 0 < rate[0] <= HIGHEST_SPEED
    ]
    return services.Report(told["seq"], shown, round(told["position_s"] * 1000))
