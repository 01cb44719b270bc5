"""Sittings that are going on, for whoever would interrupt them."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizzes.sittings.models import Sitting


def running_into(session: Session, starts_at: datetime) -> int:
    """Count the timed sittings that run now and would still run at a moment.

    Those without a deadline wait as long as it takes.
    """
    still = (Sitting.submitted_at.is_(None), Sitting.deadline_at > starts_at)
    return session.scalar(select(func.count(Sitting.id)).where(*still)) or 0
