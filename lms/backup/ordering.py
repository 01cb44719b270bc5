from sqlalchemy.orm import Session

from lms import audit, jobs
from lms.backup.queries import MAKE, running


def order(session: Session, by: int | None) -> None:
    """Order a backup; while one is waiting or being made that one is meant."""
    if running(session) is None:
        jobs.enqueue(session, MAKE, {"by": by}, key=MAKE, by=by)
    if by is not None:
        audit.record(session, by, "backup.order")
