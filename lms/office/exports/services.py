"""Ordered in a request, made by a job, kept for some days, fetched by who asked."""

from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lms import audit, jobs
from lms.db import took_effect, utcnow
from lms.db.blobs import unnamed
from lms.errors import TooLarge, demand
from lms.notices.models import Topic
from lms.notices.services.announcing import Announcement, announce, only
from lms.office.exports.models import Format, TrailFile
from lms.office.trail import queries
from lms.office.trail.queries import Search, Today
from lms.people.actor import Actor
from lms.people.roles import Role

KIND = "audit.export"
MOST = {Format.xlsx: 50_000, Format.csv: 1_000_000}
READERS = (Role.admin, Role.auditor)


class Wanted(NamedTuple):
    """What kind of file somebody wants, in which language, and how long it is kept."""

    format: Format
    language: str
    kept_days: int


def order(
    session: Session, actor: Actor, search: Search, wanted: Wanted, today: Today
) -> TrailFile:
    """Order the entries that a search finds now as a file; the order is itself in the trail."""
    demand(actor.has(*READERS))
    last = queries.last_entry(session)
    _demand_fit(queries.entry_count(session, actor, search, today, up_to=last), wanted.format)
    file = TrailFile(
        person_id=actor.id,
        search=_written(search),
        last_entry=last,
        format=wanted.format,
        language=wanted.language,
        expires_at=utcnow() + timedelta(days=wanted.kept_days),
    )
    session.add(file)
    session.flush()
    file.job_id = jobs.enqueue(session, KIND, {"file_id": file.id}, by=actor.id)
    audit.record(session, actor.id, "audit.export", f"file:{file.id}", **_written(search))
    return file


def _demand_fit(count: int, format_: Format) -> None:
    if count > MOST[format_]:
        raise TooLarge(
            "共 %(count)s 条，一个文件最多 %(most)s 条。请缩小日期范围，或导出 CSV。",
            count=count,
            most=MOST[format_],
        )


def _written(search: Search) -> dict[str, Any]:
    """Write a search down without what it does not ask for."""
    return {name: str(value) for name, value in asdict(search).items() if value}


def search_of(file: TrailFile) -> Search:
    asked: dict[str, Any] = dict(file.search)
    for name in ("first", "last"):
        if name in asked:
            asked[name] = date.fromisoformat(asked[name])
    return Search(**asked)


def deliver(session: Session, file_id: int, blob: str, size: int) -> bool:
    """Put a file to its order, and say so; a second run of the job changes nothing."""
    waiting = update(TrailFile).where(TrailFile.id == file_id, TrailFile.ready_at.is_(None))
    if not took_effect(session, waiting.values(blob=blob, size=size, ready_at=utcnow())):
        return False
    _tell(session, session.get_one(TrailFile, file_id))
    return True


def _tell(session: Session, file: TrailFile) -> None:
    said = Announcement(
        topic=Topic.file,
        title="审计记录已导出",
        body="请在保留期限内下载。",
        link=f"/admin/audit/files/{file.id}",
        key=f"trail_file:{file.id}",
    )
    announce(session, said, only(file.person_id))


def expire(session: Session, now: datetime) -> list[str]:
    """Let go of files past their time; return the blobs that nothing names any more."""
    is_old = (TrailFile.blob.is_not(None), TrailFile.expires_at <= now)
    blobs = {blob for blob in session.scalars(select(TrailFile.blob).where(*is_old)) if blob}
    session.execute(update(TrailFile).where(*is_old).values(blob=None))
    return unnamed(session, blobs)
