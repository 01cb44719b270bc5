from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.errors import NotFound
from lms.jobs.models import Job, State
from lms.office.exports.models import Format, TrailFile
from lms.people.actor import Actor

OVER = {State.failed, State.cancelled}


class Delivery(NamedTuple):
    """A file as the one sees it who asked for it."""

    id: int
    format: Format
    blob: str | None
    size: int | None
    created_at: datetime
    ready_at: datetime | None
    expires_at: datetime
    job_state: State | None
    progress: float | None

    @property
    def is_open(self) -> bool:
        return self.ready_at is None and self.job_state not in OVER


def delivery(session: Session, actor: Actor, file_id: int) -> Delivery:
    """Return a file that the actor asked for; another's is not there."""
    statement = (
        select(
            TrailFile.id,
            TrailFile.format,
            TrailFile.blob,
            TrailFile.size,
            TrailFile.created_at,
            TrailFile.ready_at,
            TrailFile.expires_at,
            Job.state,
            Job.progress,
        )
        .outerjoin(Job, Job.id == TrailFile.job_id)
        .where(TrailFile.id == file_id, TrailFile.person_id == actor.id)
    )
    row = session.execute(statement).one_or_none()
    if row is None:
        raise NotFound("没有找到您要的内容。")
    return Delivery(*row)
