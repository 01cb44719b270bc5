"""What the school does with jobs: queues them, tries them again, takes them back."""

from typing import Any

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session, aliased

from lms.db import took_effect, utcnow
from lms.db.writes import insert_into
from lms.errors import Conflict
from lms.jobs.models import OPEN, Job, LogLine, State

WAITING = "jobs to send"  # in session.info: what to hand to the transport after commit


def enqueue(
    session: Session,
    kind: str,
    payload: dict[str, Any],
    *,
    key: str | None = None,
    by: int | None = None,
) -> int | None:
    """Queue a job in the caller's transaction and return its id.

    With a `key` that is open already nothing is added and None returned; if it is running, it
    will run once more. Either way a run begins after the caller's commit and sees what it wrote.
    """
    while True:
        job_id = _add(session, kind, payload, key=key, by=by)
        if job_id is not None or _asked_again(session, key):
            return job_id
        # the job with this key ended between the two statements


def _add(
    session: Session, kind: str, payload: dict[str, Any], *, key: str | None, by: int | None
) -> int | None:
    values = {"kind": kind, "payload": payload, "key": key, "created_by": by}
    insert = insert_into(session, Job).values(**values, **fresh(), created_at=utcnow())
    job_id = session.scalar(insert.on_conflict_do_nothing().returning(Job.id))
    if job_id is not None:
        send_later(session, job_id, kind)
    return job_id


def _asked_again(session: Session, key: str | None) -> bool:
    """Mark the open job of this key. The row lock keeps workers off it until the caller commits."""
    twin = update(Job).where(Job.key == key, Job.state.in_(OPEN))
    return took_effect(session, twin.values(is_wanted_again=Job.state == State.running))


def fresh() -> dict[str, Any]:
    """Return the columns of a job that waits for its first try."""
    return {
        "state": State.queued,
        "attempts": 0,
        "most_attempts": 0,
        "progress": 0.0,
        "words": "",
        "error": "",
        "is_cancelled": False,
        "is_wanted_again": False,
        "due_at": utcnow(),
    }


def send_later(session: Session, job_id: int, kind: str) -> None:
    """Remember to tell the transport once this session has committed."""
    session.info.setdefault(WAITING, []).append((job_id, kind))


def retry(session: Session, job_id: int) -> None:
    """Queue an ended job once more, with all its attempts before it; its last error stays."""
    ended = (State.failed, State.cancelled)
    again = update(Job).where(Job.id == job_id, Job.state.in_(ended), ~_has_open_twin())
    values = {**fresh(), "error": Job.error, "ended_at": None}
    kind = session.scalar(again.values(**values).returning(Job.kind))
    if kind is not None:
        send_later(session, job_id, kind)
    elif session.scalar(select(Job.state).where(Job.id == job_id)) in ended:
        raise Conflict("同样的任务已经在排队或运行，不必重试。")
    else:
        raise Conflict("只有失败或已取消的任务可以重试。")


def _has_open_twin() -> Any:
    twin = aliased(Job)
    return exists().where(twin.key == Job.key, twin.state.in_(OPEN))


def cancel(session: Session, job_id: int) -> None:
    """Take back a queued job at once; ask a running one to stop at its next beat."""
    queued = update(Job).where(Job.id == job_id, Job.state == State.queued)
    ended = {"state": State.cancelled, "ended_at": utcnow(), "is_cancelled": True}
    if took_effect(session, queued.values(**ended)):
        return
    running = update(Job).where(Job.id == job_id, Job.state == State.running)
    if not took_effect(session, running.values(is_cancelled=True, is_wanted_again=False)):
        raise Conflict("任务已经结束，不能取消。")


def note(session: Session, job_id: int, words: str) -> None:
    session.add(LogLine(job_id=job_id, words=words))
