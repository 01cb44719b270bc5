"""Exporting: ordered in a request, made by a job, kept for a week, fetched by who asked."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from courses.reports.asking import Asked, Clock, inquiry
from courses.reports.models import Export, ExportState
from courses.reports.units import place
from lms import audit, jobs
from lms.db import took_effect, utcnow
from lms.people import Actor

KIND = "reports.export"
KEPT = timedelta(days=7)
COMPLETION = "completion"


@dataclass(frozen=True, slots=True)
class Order:
    """Which completion report somebody wants as a file, and in which language."""

    unit_id: int
    asked: Asked
    language: str = "zh"


def order(session: Session, actor: Actor, wanted: Order, clock: Clock) -> Export:
    """Order a report as a file, with the figures of this moment. Refuses what is out of reach."""
    here = place(session, actor, wanted.unit_id)
    inquiry(session, actor, here.unit.path, wanted.asked, clock)
    parameters = {"unit": here.unit.id, **written(wanted.asked)}
    export = Export(
        person_id=actor.id,
        report=COMPLETION,
        parameters=parameters,
        language=wanted.language,
        created_at=clock.now,
        expires_at=clock.now + KEPT,
    )
    session.add(export)
    session.flush()
    export.job_id = jobs.enqueue(session, KIND, {"export_id": export.id}, by=actor.id)
    audit.record(session, actor.id, "export.order", f"export:{export.id}", **parameters)
    return export


def written(asked: Asked) -> dict[str, Any]:
    """Write down what was asked, without what was not."""
    values: dict[str, Any] = {
        "task": asked.task,
        "course": asked.course,
        "period": asked.period,
        "as_of": asked.as_of and asked.as_of.isoformat(),
    }
    return {name: value for name, value in values.items() if value}


def asked_by(export: Export) -> Asked:
    """Read what an export asks for: as it was known at the moment of the order."""
    as_of = export.parameters.get("as_of")
    return Asked(
        task=export.parameters.get("task"),
        course=export.parameters.get("course"),
        period=export.parameters.get("period", ""),
        as_of=date.fromisoformat(as_of) if as_of else None,
        recorded_by=export.created_at,
    )


def deliver(session: Session, export_id: int, blob: str, size: int) -> bool:
    """Put the file to its order; a second run of the job changes nothing."""
    waiting = update(Export).where(Export.id == export_id, Export.state == ExportState.queued)
    values = {"state": ExportState.ready, "blob": blob, "size": size, "ready_at": utcnow()}
    return took_effect(session, waiting.values(**values))


def give_up(session: Session, export_id: int, words: str) -> None:
    waiting = update(Export).where(Export.id == export_id, Export.state == ExportState.queued)
    session.execute(waiting.values(state=ExportState.failed, failure=words[:200]))


def expire(session: Session, now: datetime) -> list[str]:
    """Let go of old files; return the blobs that nothing here names any more."""
    old = select(Export.blob).where(Export.state == ExportState.ready, Export.expires_at <= now)
    blobs = set(session.scalars(old))
    session.execute(
        update(Export)
        .where(Export.state == ExportState.ready, Export.expires_at <= now)
        .values(state=ExportState.expired, blob=None)
    )
    kept = set(session.scalars(select(Export.blob).where(Export.blob.in_(blobs))))
    return sorted(blob for blob in blobs - kept if blob)
