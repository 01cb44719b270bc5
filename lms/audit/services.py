import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from lms.audit.models import AuditEntry
from lms.db import Database, took_effect

BATCH = 500
START = "0" * 64
VERIFIED = "audit.verify"  # the deed that notes what a nightly walk along the chain has found


def record(
    session: Session, actor_id: int | None, deed: str, /, target: str = "", **details: object
) -> None:
    """Write down a deed, in the transaction of the deed itself.

    `deed` reads like "course.publish", `target` like "course:3"; details are JSON and hold no
    secrets. Nobody (None) is the school itself or a stranger.
    """
    session.add(AuditEntry(actor_id=actor_id, deed=deed, target=target, details=details))


def record_read(
    database: Database, actor_id: int, deed: str, /, target: str = "", **details: object
) -> None:
    """Write down that somebody reads what is another's, before it is shown.

    In a short transaction of its own, for a GET keeps nothing.
    """
    with database.session(write=True) as session:
        record(session, actor_id, deed, target, **details)
        session.commit()


def seal(session: Session, batch: int = BATCH) -> int:
    """Append committed entries to the chain and return how many; called by one job at a time.

    The unique position makes a second sealer fail rather than fork the chain.
    """
    first, digest = _head(session)
    waiting = select(AuditEntry).where(AuditEntry.position.is_(None))
    entries = session.scalars(waiting.order_by(AuditEntry.id).limit(batch)).all()
    for count, entry in enumerate(entries):
        position = first + count + 1
        digest = digest_of(entry, position, digest)
        sealed = update(AuditEntry).where(AuditEntry.id == entry.id, AuditEntry.position.is_(None))
        if not took_effect(session, sealed.values(position=position, digest=digest)):
            return count  # another sealer is at it
    return len(entries)


def _head(session: Session) -> tuple[int, str]:
    last = select(AuditEntry.position, AuditEntry.digest).where(AuditEntry.position.is_not(None))
    head = session.execute(last.order_by(AuditEntry.position.desc()).limit(1)).first()
    return (head.position or 0, head.digest or START) if head else (0, START)


def digest_of(entry: "AuditEntry | Sealed", position: int, before: str) -> str:
    facts = [
        before,
        position,
        entry.id,
        entry.at.isoformat(),
        entry.actor_id,
        entry.deed,
        entry.target,
        entry.details,
    ]
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Anchor:
    """A place in the chain that was noted down elsewhere, where nobody can rewrite it."""

    position: int
    digest: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a walk along the chain found. `broken_at` is the first position that does not fit."""

    sealed: int
    unsealed: int
    broken_at: int | None
    head: str


def verify(session: Session, anchor: Anchor | None = None) -> Verdict:
    """Walk the whole chain, in batches. With an anchor, it must go through that place, too.

    A chain is whole also after somebody has cut its end off, or has written all of it anew: only
    an anchor tells.
    """
    counting = select(func.count()).where(AuditEntry.position.is_(None))
    unsealed = session.scalar(counting) or 0
    digest, count = START, 0
    for entry in _chain(session):
        expected = digest_of(entry, count + 1, digest)
        if entry.position != count + 1 or entry.digest != expected:
            return Verdict(count, unsealed, count + 1, digest)
        digest, count = expected, count + 1
        if anchor and anchor.position == count and anchor.digest != digest:
            return Verdict(count - 1, unsealed, count, digest)
    is_cut = anchor is not None and anchor.position > count
    return Verdict(count, unsealed, count + 1 if is_cut else None, digest)


class Sealed(NamedTuple):
    """A link of the chain."""

    id: int
    at: datetime
    actor_id: int | None
    deed: str
    target: str
    details: dict[str, Any]
    position: int
    digest: str


def _chain(session: Session) -> Iterator[Sealed]:
    columns = (getattr(AuditEntry, name) for name in Sealed._fields)
    in_order = select(*columns).order_by(AuditEntry.position).limit(BATCH)
    batch = in_order.where(AuditEntry.position.is_not(None))
    while links := [Sealed(*row) for row in session.execute(batch)]:
        yield from links
        batch = in_order.where(AuditEntry.position > links[-1].position)


def note_verdict(session: Session, verdict: Verdict) -> None:
    """Write what a walk has found into the trail itself."""
    record(session, None, VERIFIED, sealed=verdict.sealed, broken_at=verdict.broken_at)
