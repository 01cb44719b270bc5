from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.errors import NotFound
from media.assets.models import Asset, PagePicture
from media.documents.models import Reading


class Progress(NamedTuple):
    """What somebody has read of a piece of courseware; the rest is for the next report."""

    pages: list[int]
    held_ms: int
    version: int
    seen_at: datetime


def progress(session: Session, person_id: int, asset_id: int) -> Progress | None:
    statement = select(Reading.pages, Reading.held_ms, Reading.version, Reading.seen_at).where(
        Reading.person_id == person_id, Reading.asset_id == asset_id
    )
    row = session.execute(statement).one_or_none()
    return Progress(*row) if row else None


def page_count(session: Session, asset_id: int) -> int:
    count = session.scalar(select(Asset.page_count).where(Asset.id == asset_id))
    if count is None:
        raise NotFound("没有找到这份课件。")
    return count


def page_blob(session: Session, asset_id: int, number: int) -> str:
    statement = select(PagePicture.blob).where(
        PagePicture.asset_id == asset_id, PagePicture.number == number
    )
    blob = session.scalar(statement)
    if blob is None:
        raise NotFound("没有找到这一页。")
    return blob


def read_counts(
    session: Session, asset_ids: Iterable[int], person_ids: Iterable[int] | None = None
) -> dict[tuple[int, int], int]:
    """Return {(person, asset): pages read}, of everybody or of these people."""
    statement = select(Reading.person_id, Reading.asset_id, Reading.read_count).where(
        Reading.asset_id.in_(list(asset_ids))
    )
    if person_ids is not None:
        statement = statement.where(Reading.person_id.in_(list(person_ids)))
    return {(row.person_id, row.asset_id): row.read_count for row in session.execute(statement)}
