"""Exporting: ordered in a request, made by a job, kept for some days, fetched by who asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Update, select, update
from sqlalchemy.orm import Session

from lms import audit, jobs
from lms.db import utcnow
from lms.db.blobs import unnamed
from lms.exports.models import Export, ExportState, Format
from lms.facts import Fact, Facts
from lms.people.actor import Actor

KIND = "reports.export"
ENDED = "export.ended"


@dataclass(frozen=True, slots=True)
class Order:
    """What somebody wants as which file, in which language, and how long it is kept."""

    kind: str
    format: Format
    kept_days: int
    parameters: Mapping[str, Any] = field(default_factory=dict)
    language: str = "zh"


def order(session: Session, actor: Actor, wanted: Order, at: datetime) -> Export:
    """Order what the caller has found through the actor, as it is at this moment."""
    export = Export(
        person_id=actor.id,
        report=wanted.kind,
        format=wanted.format,
        parameters=dict(wanted.parameters),
        language=wanted.language,
        created_at=at,
        expires_at=at + timedelta(days=wanted.kept_days),
    )
    session.add(export)
    session.flush()
    export.job_id = jobs.enqueue(session, KIND, {"export_id": export.id}, by=actor.id)
    details = {"report": export.report, "format": export.format, **wanted.parameters}
    audit.record(session, actor.id, "export.order", f"export:{export.id}", **details)
    return export


def deliver(session: Session, facts: Facts, export_id: int, blob: str, size: int) -> bool:
    """Put the file to its order, and say so; a second run of the job changes nothing."""
    waiting = update(Export).where(Export.id == export_id, Export.state == ExportState.queued)
    values = {"state": ExportState.ready, "blob": blob, "size": size, "ready_at": utcnow()}
    return _end(session, facts, waiting.values(**values))


def give_up(session: Session, facts: Facts, export_id: int, words: str) -> None:
    waiting = update(Export).where(Export.id == export_id, Export.state == ExportState.queued)
    _end(session, facts, waiting.values(state=ExportState.failed, failure=words[:200]))


def _end(session: Session, facts: Facts, ending: Update) -> bool:
    ended = session.execute(ending.returning(Export.id, Export.person_id)).one_or_none()
    if ended is not None:
        facts.tell(session, Fact(ENDED, ended.person_id, ended.id, utcnow()))
    return ended is not None


def expire(session: Session, now: datetime) -> list[str]:
    """Let go of old files; return the blobs that nothing in the school names any more."""
    old = select(Export.blob).where(Export.state == ExportState.ready, Export.expires_at <= now)
    blobs = {blob for blob in session.scalars(old) if blob}
    session.execute(
        update(Export)
        .where(Export.state == ExportState.ready, Export.expires_at <= now)
        .values(state=ExportState.expired, blob=None)
    )
    return unnamed(session, blobs)
