"""How a worker holds a job: each step of a job's life is one conditional statement.

Nothing here reads first and writes then: of many workers one gets the job, and one that has lost
its lease changes nothing any more.
"""

import secrets
from datetime import timedelta
from typing import Any, NamedTuple

from sqlalchemy import Update, update
from sqlalchemy.orm import Session

from lms.db import took_effect, utcnow
from lms.jobs.due import due, orphaned
from lms.jobs.models import Job, State
from lms.jobs.services import fresh, send_later

LONGEST_ERROR = 4000
LONGEST_WORDS = 200
FIRST_PAUSE_SECONDS = 5
LONGEST_PAUSE_SECONDS = 3600
DOUBLINGS = 10  # beyond, the pause is the longest anyhow


class Lease(NamedTuple):
    """A job in the hands of one worker."""

    job_id: int
    token: str
    payload: dict[str, Any]
    attempt: int
    most_attempts: int


def take(session: Session, job_id: int, *, attempts: int, seconds: int) -> Lease | None:
    """Lease the job to the caller; of many callers one gets it."""
    now = utcnow()
    token = secrets.token_hex(16)
    claim = (
        update(Job)
        .where(Job.id == job_id, due(now), Job.attempts < attempts)
        .values(
            state=State.running,
            lease=token,
            lease_until=now + timedelta(seconds=seconds),
            attempts=Job.attempts + 1,
            most_attempts=attempts,
            is_wanted_again=False,
            started_at=now,
        )
        .returning(Job.payload, Job.attempts)
    )
    taken = session.execute(claim).first()
    return Lease(job_id, token, taken[0], taken[1], attempts) if taken else None


def give_up(session: Session, job_id: int, *, attempts: int) -> bool:
    """End a job whose workers died as often as it may be tried."""
    exhausted = update(Job).where(Job.id == job_id, due(utcnow()), Job.attempts >= attempts)
    error = "多次中断，已停止重试。"
    return took_effect(session, exhausted.values(**_ended(State.failed), error=error))


def bury_cancelled(session: Session) -> None:
    """End what was cancelled while it ran, when its worker died before it could obey."""
    left = update(Job).where(orphaned(utcnow()), Job.is_cancelled)
    session.execute(left.values(**_ended(State.cancelled)))


def beat(session: Session, lease: Lease, seconds: int, **values: object) -> bool:
    """Prolong the lease; False means that it was lost or the job was cancelled."""
    until = utcnow() + timedelta(seconds=seconds)
    held = _held(lease).where(Job.is_cancelled.is_(False))
    return took_effect(session, held.values(lease_until=until, **values))


def finish(session: Session, lease: Lease) -> None:
    """End the job well; if it was asked for meanwhile, it waits for another run."""
    _end_or_again(session, lease, State.done, error="", progress=1.0)


def stop(session: Session, lease: Lease) -> None:
    """End a job that obeyed its cancelling. A lost lease stops nothing: the job is another's."""
    session.execute(_held(lease).values(**_ended(State.cancelled)))


def release(session: Session, lease: Lease) -> None:
    """Put a job back that a stopping worker holds; the interrupted try does not count."""
    waiting = {"state": State.queued, "lease": None, "lease_until": None, "due_at": utcnow()}
    session.execute(_held(lease).values(attempts=Job.attempts - 1, **waiting))


def fail(session: Session, lease: Lease, error: str, *, final: bool, pause: int = 0) -> None:
    """Note what went wrong; unless final, try again after a pause that doubles each time."""
    error = error[-LONGEST_ERROR:]
    if final or lease.attempt >= lease.most_attempts:
        _end_or_again(session, lease, State.failed, error=error)
        return
    doubled = FIRST_PAUSE_SECONDS * 2 ** min(lease.attempt - 1, DOUBLINGS)
    seconds = min(max(doubled, pause), LONGEST_PAUSE_SECONDS)
    waiting = {
        "state": State.queued,
        "lease": None,
        "lease_until": None,
        "due_at": utcnow() + timedelta(seconds=seconds),
    }
    held = _held(lease).where(Job.is_cancelled.is_(False))
    if not took_effect(session, held.values(error=error, **waiting)):
        session.execute(_held(lease).values(**_ended(State.cancelled), error=error))


def _end_or_again(session: Session, lease: Lease, state: State, **values: object) -> None:
    """End the job unless its key was asked for while it ran: then it waits for another run."""
    unwanted = _held(lease).where(Job.is_wanted_again.is_(False))
    if took_effect(session, unwanted.values(**_ended(state), **values)):
        return
    again = _held(lease).where(Job.is_wanted_again)
    renewed = again.values(**fresh(), lease=None, lease_until=None)
    kind = session.scalar(renewed.returning(Job.kind))
    if kind is not None:
        send_later(session, lease.job_id, kind)


def _held(lease: Lease) -> Update:
    return update(Job).where(Job.id == lease.job_id, Job.lease == lease.token)


def _ended(state: State) -> dict[str, Any]:
    return {"state": state, "lease": None, "lease_until": None, "ended_at": utcnow()}
