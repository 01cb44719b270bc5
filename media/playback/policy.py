"""Which lease opens its film, as a predicate and, below it, as SQL over Lease.

Who may have a lease at all is decided by whoever opens one: a lesson by `courses`, a preview by
the owner's right to manage the asset.
"""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_

from lms.people import Actor
from media.playback.models import Lease

LONGEST = timedelta(hours=12)
SILENT = timedelta(minutes=30)  # a page left open; the player takes a new lease when it goes on


def is_live(actor: Actor, lease: Lease, now: datetime) -> bool:
    fresh = lease.opened_at > now - LONGEST and lease.seen_at > now - SILENT
    return lease.person_id == actor.id and lease.ended_at is None and fresh


def live_for(actor: Actor, now: datetime) -> ColumnElement[bool]:
    return and_(
        Lease.person_id == actor.id,
        Lease.ended_at.is_(None),
        Lease.opened_at > now - LONGEST,
        Lease.seen_at > now - SILENT,
    )
