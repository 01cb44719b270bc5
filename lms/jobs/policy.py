from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_

from lms.jobs.models import Job, State


def due(now: datetime) -> ColumnElement[bool]:
    """Say in SQL which jobs may be taken: queued and due, or left behind by a dead worker."""
    waiting = and_(Job.state == State.queued, Job.due_at <= now)
    orphaned = and_(Job.state == State.running, Job.lease_until < now)
    return or_(waiting, orphaned)
