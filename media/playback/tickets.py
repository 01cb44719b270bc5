"""How a lease is told to a player: one answer for pages, the API and previews."""

from typing import Any

from flask import url_for
from sqlalchemy.orm import Session

from media.assets import queries as assets
from media.playback.intervals import Union
from media.playback.services import Ticket


def told(session: Session, ticket: Ticket) -> dict[str, Any]:
    """Return what `TicketSchema` describes."""
    languages = [row.language for row in assets.captions(session, ticket.asset_id)]
    return {
        "lease": ticket.token,
        "manifest_url": url_for("playback.master", lease=ticket.token),
        "poster_url": url_for("playback.poster", lease=ticket.token),
        "captions": [
            {
                "language": name,
                "url": url_for("playback.captions", lease=ticket.token, language=name),
            }
            for name in languages
        ],
        "duration_s": ticket.duration_s,
        "counted": seconds(ticket.progress.counted),
        "counted_s": ticket.progress.counted_ms / 1000,
        "needed_s": ticket.needed_ms / 1000,
        "position_s": ticket.progress.position_ms / 1000,
        "complete": ticket.is_complete,
    }


def seconds(intervals: Union) -> list[list[float]]:
    return [[start / 1000, stop / 1000] for start, stop in intervals]
