import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from lms.audit.models import AuditEntry

BATCH = 500
START = "0" * 64


def record(
    session: Session, actor_id: int | None, deed: str, target: str = "", **details: object
) -> None:
    """Write down a deed, in the transaction of the deed itself.

    `deed` reads like "course.publish", `target` like "course:3"; details are JSON and hold no
    secrets. Nobody (None) is the school itself or a stranger.
    """
    session.add(AuditEntry(actor_id=actor_id, deed=deed, target=target, details=details))


def seal(session: Session, batch: int = BATCH) -> int:
    """Append committed entries to the chain and return how many; called by one job at a time.

    The unique position makes a second sealer fail rather than fork the chain.
    """
    last = session.execute(
        select(AuditEntry.position, AuditEntry.digest)
        .where(AuditEntry.position.is_not(None))
        .order_by(AuditEntry.position.desc())
        .limit(1)
    ).first()
    position, digest = (last.position, last.digest) if last else (0, START)
    waiting = select(AuditEntry).where(AuditEntry.position.is_(None))
    entries = session.scalars(waiting.order_by(AuditEntry.id).limit(batch)).all()
    for entry in entries:
        position += 1
        digest = digest_of(entry, position, digest)
        sealed = update(AuditEntry).where(AuditEntry.id == entry.id, AuditEntry.position.is_(None))
        session.execute(sealed.values(position=position, digest=digest))
    return len(entries)


def digest_of(entry: AuditEntry, position: int, before: str) -> str:
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
class Verdict:
    """What a walk along the chain found. `broken_at` is the first position that does not fit."""

    sealed: int
    unsealed: int
    broken_at: int | None
    head: str


def verify(session: Session) -> Verdict:
    """Walk the whole chain, in batches."""
    unsealed = session.scalar(
        select(func.count()).select_from(AuditEntry).where(AuditEntry.position.is_(None))
    )
    digest, count = START, 0
    for entry in _chain(session):
        count += 1
        expected = digest_of(entry, count, digest)
        if entry.position != count or entry.digest != expected:
            return Verdict(count - 1, unsealed or 0, count, digest)
        digest = expected
    return Verdict(count, unsealed or 0, None, digest)


def _chain(session: Session) -> Iterator[AuditEntry]:
    sealed = select(AuditEntry).where(AuditEntry.position.is_not(None))
    in_order = sealed.order_by(AuditEntry.position)
    yield from session.scalars(in_order.execution_options(yield_per=BATCH))
