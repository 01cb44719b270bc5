"""Which jobs a worker may take, in SQL."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_

from lms.jobs.models import Job, State


def due(now: datetime) -> ColumnElement[bool]:
    """Say which jobs may be taken: queued and due, or left behind by a dead worker."""
    waiting = and_(Job.state == State.queued, Job.due_at <= now)
    return and_(or_(waiting, orphaned(now)), Job.is_cancelled.is_(False))


def orphaned(now: datetime) -> ColumnElement[bool]:
    return and_(Job.state == State.running, Job.lease_until < now)
