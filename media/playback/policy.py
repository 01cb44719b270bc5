"""Which lease opens its film, as a predicate and, below it, as SQL over Lease.

Who may have a lease at all is decided by whoever opens one: a lesson by `courses`, a preview by
the owner's right to manage the asset.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam

from lms.db import UTCDateTime
from lms.people import Actor
from media.playback.models import Lease

LONGEST = timedelta(hours=12)
SILENT = timedelta(minutes=30)  # a page left open; the player takes a new lease when it goes on


def is_live(actor: Actor, lease: Lease, now: datetime) -> bool:
    fresh = lease.opened_at > now - LONGEST and lease.seen_at > now - SILENT
    return lease.person_id == actor.id and lease.ended_at is None and fresh


def live_for(actor: Actor, now: datetime) -> ColumnElement[bool]:
    return and_(*_live(**asking(actor, now)))


def asking(actor: Actor, now: datetime) -> dict[str, Any]:
    """Return the values for a statement made with LIVE."""
    return {
        "person_id": actor.id,
        "opened_after": now - LONGEST,
        "seen_after": now - SILENT,
    }


def _live(person_id: Any, opened_after: Any, seen_after: Any) -> list[ColumnElement[bool]]:
    return [
        Lease.person_id == person_id,
        Lease.ended_at.is_(None),
        Lease.opened_at > opened_after,
        Lease.seen_at > seen_after,
    ]


# The same for statements that are made once and asked often.
LIVE = and_(
    *_live(
        bindparam("person_id"),
        bindparam("opened_after", type_=UTCDateTime),
        bindparam("seen_after", type_=UTCDateTime),
    )
)
