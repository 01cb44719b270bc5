"""Exporting: ordered in a request, made by a job, kept for a week, fetched by who asked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import String, select, update
from sqlalchemy.orm import Session

from courses.assignments.standing import Standing
from courses.reports import queries
from courses.reports.asking import Asked, Clock, inquiry
from courses.reports.models import Export, ExportState, Format, Kind
from courses.reports.queries import EVERYBODY, Narrow
from courses.reports.units import Place, place
from lms import audit, jobs
from lms.db import Base, took_effect, utcnow
from lms.errors import Conflict, FieldError, Invalid
from lms.people import Actor

KIND = "reports.export"
KEPT = timedelta(days=7)
MOST_PRINTED = 5000  # people in a PDF: 125 sheets
TABLES = (Format.xlsx, Format.csv, Format.pdf)
OFFERED: Mapping[Kind, tuple[Format, ...]] = {
    Kind.completion: TABLES,
    Kind.people: TABLES,
    Kind.roster: TABLES,
    Kind.certificates: (Format.pdf,),
}
ABOUT_TASKS = frozenset({Kind.completion, Kind.people})
BLOBS = ("blob", "fine_blob", "original", "poster")  # columns of all tables that name blobs


@dataclass(frozen=True, slots=True)
class Order:
    """Which report somebody wants as which file, and in which language.

    `site` is where the school is reached, for files that lead there.
    """

    unit_id: int
    asked: Asked
    language: str = "zh"
    kind: Kind = Kind.completion
    format: Format = Format.xlsx
    narrow: Narrow = EVERYBODY
    site: str = ""


def order(session: Session, actor: Actor, wanted: Order, clock: Clock) -> Export:
    """Order a report as a file, with the figures of this moment. Refuses what is out of reach."""
    here = place(session, actor, wanted.unit_id)
    _refuse_unfit(session, actor, here, wanted, clock)
    parameters = {"unit": here.unit.id, **written(wanted)}
    export = Export(
        person_id=actor.id,
        report=wanted.kind,
        format=wanted.format,
        parameters=parameters,
        language=wanted.language,
        created_at=clock.now,
        expires_at=clock.now + KEPT,
    )
    session.add(export)
    session.flush()
    export.job_id = jobs.enqueue(session, KIND, {"export_id": export.id}, by=actor.id)
    details = {"report": export.report, "format": export.format, **parameters}
    audit.record(session, actor.id, "export.order", f"export:{export.id}", **details)
    return export


def _refuse_unfit(session: Session, actor: Actor, here: Place, wanted: Order, clock: Clock) -> None:
    if wanted.format not in OFFERED[wanted.kind]:
        raise Invalid(errors=[FieldError("format", "证书只能导出为 PDF。")])
    found = inquiry(session, actor, here.unit.path, wanted.asked, clock)
    is_list = wanted.kind in {Kind.people, Kind.roster}
    if is_list and wanted.format is Format.pdf:
        people = queries.head_count(session, found.question)
        if people > MOST_PRINTED:
            words = "名单超过 %(most)s 人，不宜导出为 PDF。请导出 Excel 或 CSV，或选择下级党组织。"
            raise Conflict(words, most=f"{MOST_PRINTED:,}")


def written(wanted: Order) -> dict[str, Any]:
    """Write down what was asked, without what was not."""
    asked, narrow = wanted.asked, wanted.narrow
    values: dict[str, Any] = {
        "task": asked.task,
        "course": asked.course,
        "period": asked.period,
        "as_of": asked.as_of and asked.as_of.isoformat(),
        "state": narrow.standing,
        "q": narrow.words,
        "own": narrow.own_unit and 1,
        "site": wanted.site if wanted.kind is Kind.certificates else "",
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


def narrow_of(export: Export) -> Narrow:
    """Read which people an export lists."""
    parameters = export.parameters
    return Narrow(
        standing=Standing(parameters["state"]) if "state" in parameters else None,
        words=parameters.get("q", ""),
        own_unit=parameters["unit"] if "own" in parameters else None,
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
    """Let go of old files; return the blobs that nothing in the school names any more."""
    old = select(Export.blob).where(Export.state == ExportState.ready, Export.expires_at <= now)
    blobs = {blob for blob in session.scalars(old) if blob}
    session.execute(
        update(Export)
        .where(Export.state == ExportState.ready, Export.expires_at <= now)
        .values(state=ExportState.expired, blob=None)
    )
    return sorted(blobs - set(_named(session, blobs)))


def _named(session: Session, blobs: set[str]) -> Iterator[str]:
    """Find which blobs any record names: the same content is one blob, whoever brought it."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if column.name in BLOBS and isinstance(column.type, String):
                yield from session.scalars(select(column).where(column.in_(blobs)))
