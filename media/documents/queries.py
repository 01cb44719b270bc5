from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from lms.errors import NotFound
from media.assets.models import Asset, PagePicture, PageText
from media.documents.models import Reading
from media.encoding.words import Word, fold


class Progress(NamedTuple):
    """What somebody has read of a piece of courseware."""

    pages: list[int]
    version: int


def progress(session: Session, person_id: int, asset_id: int) -> Progress | None:
    statement = select(Reading.pages, Reading.version).where(
        Reading.person_id == person_id, Reading.asset_id == asset_id
    )
    row = session.execute(statement).one_or_none()
    return Progress(*row) if row else None


class Purse(NamedTuple):
    """The time that somebody had not yet spent on pages when they last reported."""

    held_ms: int
    seen_at: datetime


def purse(session: Session, person_id: int) -> Purse:
    """Return what stands with the document that this reader reported on last."""
    statement = (
        select(Reading.held_ms, Reading.seen_at)
        .where(Reading.person_id == person_id)
        .order_by(Reading.seen_at.desc(), Reading.held_ms)
        .limit(1)
    )
    return Purse(*session.execute(statement).one())


def page_count(session: Session, asset_id: int) -> int:
    count = session.scalar(select(Asset.page_count).where(Asset.id == asset_id))
    if count is None:
        raise NotFound("没有找到这份课件。")
    return count


def page_blob(session: Session, asset_id: int, number: int, *, is_fine: bool = False) -> str:
    """Return the picture of a page; the fine one where it is asked for and there is one."""
    picture = session.get(PagePicture, (asset_id, number))
    if picture is None:
        raise NotFound("没有找到这一页。")
    return (is_fine and picture.fine_blob) or picture.blob


def words(session: Session, asset_id: int, number: int) -> list[Word]:
    """Return the words of a page; a scanned one has none."""
    text = session.get(PageText, (asset_id, number))
    return [Word(*word) for word in text.words] if text else []


def has_words(session: Session, asset_id: int) -> bool:
    return bool(session.scalar(select(exists().where(PageText.asset_id == asset_id))))


class PageHits(NamedTuple):
    page: int
    times: int


def hits(session: Session, asset_id: int, wanted: str) -> list[PageHits]:
    """Say on which pages some words stand, and how often on each."""
    folded = fold(wanted)
    if not folded:
        return []
    statement = (
        select(PageText.number, PageText.text)
        .where(PageText.asset_id == asset_id, PageText.text.contains(folded, autoescape=True))
        .order_by(PageText.number)
    )
    found = [PageHits(row.number, row.text.count(folded)) for row in session.execute(statement)]
    return [page for page in found if page.times]


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
