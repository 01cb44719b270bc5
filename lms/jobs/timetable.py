"""When the timetable asks for a job, and that only one of all workers queues it."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from lms.db import insert_once
from lms.jobs.engine import crontab
from lms.jobs.models import Slot

MINUTE = timedelta(minutes=1)
LONGEST_REACH = timedelta(hours=25)  # a nightly job that fell into an outage is made up for
KEPT = timedelta(days=40)
CRON = ("minute", "hour", "day", "month", "day_of_week")


def latest(cron: str, after: datetime, until: datetime, zone: ZoneInfo) -> datetime | None:
    """Return the last minute in (after, until] that the cron line names, in the school's zone."""
    is_named = crontab(**dict(zip(CRON, cron.split(), strict=True)))
    minute = until.replace(second=0, microsecond=0)
    earliest = max(after, minute - LONGEST_REACH)
    while minute > earliest:
        if is_named(minute.astimezone(zone)):
            return minute
        minute -= MINUTE
    return None


def last_slots(session: Session) -> dict[str, datetime]:
    """Return the last moment that was queued for each kind."""
    statement = select(Slot.kind, func.max(Slot.at)).group_by(Slot.kind)
    return {row[0]: row[1] for row in session.execute(statement)}


def claim_slot(session: Session, kind: str, at: datetime) -> bool:
    """Say whether this caller is the one to queue the timetable's moment `at`."""
    return insert_once(session, Slot, kind=kind, at=at)


def forget_slots(session: Session, now: datetime) -> None:
    session.execute(delete(Slot).where(Slot.at < now - KEPT))
