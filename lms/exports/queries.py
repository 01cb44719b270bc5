"""What the pages and programs read about exported files."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from lms.db import Page, one_or_refuse, paged, utcnow
from lms.errors import Conflict, Gone, NotFound
from lms.exports.models import Export, ExportState
from lms.exports.policy import fetched_by
from lms.jobs.models import OPEN, Job
from lms.people.actor import Actor
from lms.web.i18n import gettext

RECENT = 5


class Delivery(NamedTuple):
    """An export with how far its job is."""

    id: int
    report: str
    format: str
    parameters: dict[str, Any]
    state: ExportState
    failure: str
    blob: str | None
    size: int | None
    created_at: datetime
    expires_at: datetime
    progress: float
    is_given_up: bool

    @property
    def is_open(self) -> bool:
        """Still to come: worth asking again."""
        return self.state is ExportState.queued and not self.is_given_up

    @property
    def why(self) -> str:
        """Say why there is no file. A refusal may hold words of anybody's: pages escape it."""
        return gettext(self.failure) if self.failure else ""


COLUMNS = (
    Export.id,
    Export.report,
    Export.format,
    Export.parameters,
    Export.state,
    Export.failure,
    Export.blob,
    Export.size,
    Export.created_at,
    Export.expires_at,
    Job.progress,
    Job.state.not_in(OPEN) & (Export.state == ExportState.queued),
)


def delivery(session: Session, actor: Actor, export_id: int) -> Delivery:
    statement = (
        select(*COLUMNS)
        .join(Job, Job.id == Export.job_id)
        .where(Export.id == export_id, fetched_by(actor))
    )
    row = session.execute(statement).one_or_none()
    if row is None:
        raise NotFound("没有找到这份导出文件。")
    return Delivery(*row)


def recent(session: Session, actor: Actor) -> list[Delivery]:
    rows = session.execute(_own(actor).limit(RECENT))
    return [Delivery(*row) for row in rows]


def own(session: Session, actor: Actor, number: int = 1) -> Page[Delivery]:
    """Return all that somebody has exported, the latest first."""
    return paged(session, _own(actor), Delivery, number)


def _own(actor: Actor) -> Select[*tuple[Any, ...]]:
    statement: Select[*tuple[Any, ...]] = select(*COLUMNS).join(Job, Job.id == Export.job_id)
    return statement.where(fetched_by(actor)).order_by(Export.id.desc())


def ordered(session: Session, actor: Actor, export_id: int) -> Export:
    found = select(Export).where(Export.id == export_id, fetched_by(actor))
    return one_or_refuse(session, found)


def blob_of(export: Export) -> str:
    """Return the file of an export, or say why there is none."""
    if export.state is ExportState.queued:
        raise Conflict("文件还没有准备好，请稍后再试。")
    if export.blob is None or export.expires_at <= utcnow():
        raise Gone("文件已过保留期限，请重新导出。")
    return export.blob
