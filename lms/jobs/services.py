"""The life of a job: queued, leased, beating, ended; each step one conditional statement."""

import secrets
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Update, delete, update
from sqlalchemy.orm import Session

from lms.db import insert_once, took_effect, utcnow
from lms.db.writes import insert_into
from lms.errors import Conflict
from lms.jobs.models import ENDED, Job, LogLine, Slot, State
from lms.jobs.policy import due

WAITING = "jobs to send"  # in session.info: what to hand to the transport after commit
LONGEST_ERROR = 4000
LONGEST_WORDS = 200
FIRST_PAUSE_SECONDS = 5
LONGEST_PAUSE_SECONDS = 3600


def enqueue(
    session: Session,
    kind: str,
    payload: dict[str, Any],
    *,
    key: str | None = None,
    by: int | None = None,
) -> int | None:
    """Queue a job in the caller's transaction and return its id.

    With a `key` that is queued or running already nothing is added, and None returned.
    """
    values = {"kind": kind, "payload": payload, "key": key, "created_by": by, **_fresh()}
    insert = insert_into(session, Job).values(**values).on_conflict_do_nothing()
    job_id = session.scalar(insert.returning(Job.id))
    if job_id is not None:
        session.info.setdefault(WAITING, []).append((job_id, kind))
    return job_id


def _fresh() -> dict[str, Any]:
    now = utcnow()
    return {
        "state": State.queued,
        "attempts": 0,
        "most_attempts": 0,
        "progress": 0.0,
        "words": "",
        "error": "",
        "is_cancelled": False,
        "due_at": now,
        "created_at": now,
    }


def take(session: Session, job_id: int, *, attempts: int, seconds: int) -> str | None:
    """Lease the job to the caller; of many callers one gets the token."""
    now = utcnow()
    lease = secrets.token_hex(16)
    claim = (
        update(Job)
        .where(Job.id == job_id, due(now), Job.attempts < attempts)
        .values(
            state=State.running,
            lease=lease,
            lease_until=now + timedelta(seconds=seconds),
            attempts=Job.attempts + 1,
            most_attempts=attempts,
            started_at=now,
        )
    )
    return lease if took_effect(session, claim) else None


def give_up_exhausted(session: Session, job_id: int, *, attempts: int) -> bool:
    """End a job whose workers died as often as it may be tried."""
    now = utcnow()
    end = update(Job).where(Job.id == job_id, due(now), Job.attempts >= attempts)
    words = "多次中断，已停止重试。"
    return took_effect(session, _ended(end, State.failed, error=words))


def beat(session: Session, job_id: int, lease: str, seconds: int, **values: object) -> bool:
    """Prolong the lease; False means that it was lost or the job was cancelled."""
    until = utcnow() + timedelta(seconds=seconds)
    mine = update(Job).where(Job.id == job_id, Job.lease == lease, Job.is_cancelled.is_(False))
    return took_effect(session, mine.values(lease_until=until, **values))


def finish(session: Session, job_id: int, lease: str) -> bool:
    mine = update(Job).where(Job.id == job_id, Job.lease == lease)
    return took_effect(session, _ended(mine, State.done, progress=1.0))


def stop_cancelled(session: Session, job_id: int, lease: str) -> bool:
    mine = update(Job).where(Job.id == job_id, Job.lease == lease)
    return took_effect(session, _ended(mine, State.cancelled))


def release(session: Session, job_id: int, lease: str) -> None:
    """Put a job back that a stopping worker holds; the interrupted try does not count."""
    mine = update(Job).where(Job.id == job_id, Job.lease == lease)
    session.execute(
        mine.values(
            state=State.queued,
            lease=None,
            lease_until=None,
            attempts=Job.attempts - 1,
            due_at=utcnow(),
        )
    )


def fail(session: Session, job_id: int, lease: str, error: str, *, final: bool) -> None:
    """Note what went wrong; unless final, try again after a pause that doubles each time."""
    job = session.get_one(Job, job_id)
    mine = update(Job).where(Job.id == job_id, Job.lease == lease)
    error = error[-LONGEST_ERROR:]
    if final or job.attempts >= job.most_attempts:
        session.execute(_ended(mine, State.failed, error=error))
        return
    pause = min(FIRST_PAUSE_SECONDS * 2 ** (job.attempts - 1), LONGEST_PAUSE_SECONDS)
    session.execute(
        mine.values(
            state=State.queued,
            lease=None,
            lease_until=None,
            error=error,
            due_at=utcnow() + timedelta(seconds=pause),
        )
    )


def _ended(statement: Update, state: State, **values: object) -> Update:
    return statement.values(state=state, lease=None, lease_until=None, ended_at=utcnow(), **values)


def retry(session: Session, job_id: int) -> None:
    """Queue an ended job once more, with all its attempts before it."""
    again = update(Job).where(Job.id == job_id, Job.state.in_((State.failed, State.cancelled)))
    fresh = {**_fresh(), "error": Job.error, "ended_at": None, "created_at": Job.created_at}
    kind = session.scalar(again.values(**fresh).returning(Job.kind))
    if kind is None:
        raise Conflict("只有失败或已取消的任务可以重试。")
    session.info.setdefault(WAITING, []).append((job_id, kind))


def cancel(session: Session, job_id: int) -> None:
    """Take back a queued job at once; ask a running one to stop at its next beat."""
    queued = update(Job).where(Job.id == job_id, Job.state == State.queued)
    if took_effect(session, _ended(queued, State.cancelled, is_cancelled=True)):
        return
    running = update(Job).where(Job.id == job_id, Job.state == State.running)
    if not took_effect(session, running.values(is_cancelled=True)):
        raise Conflict("任务已经结束，不能取消。")


def note(session: Session, job_id: int, words: str) -> None:
    session.add(LogLine(job_id=job_id, words=words))


def claim_slot(session: Session, kind: str, at: datetime) -> bool:
    """Say whether this caller is the one to queue the timetable's moment `at`."""
    return insert_once(session, Slot, kind=kind, at=at)


def forget_slots(session: Session, before: datetime) -> None:
    session.execute(delete(Slot).where(Slot.at < before))


def is_ended(job: Job) -> bool:
    return job.state in ENDED
