"""What pages, the API and other rooms read of assets."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import Session

from lms.db import one_or_refuse
from lms.errors import NotFound
from lms.jobs.models import Job
from lms.jobs.models import State as JobState
from lms.people import Actor
from media.assets.models import (
    UNDERWAY,
    Asset,
    Caption,
    Kind,
    PagePicture,
    Rendition,
    State,
    Upload,
)
from media.assets.policy import managed_by, offered_to

WORK = (
    *("media.check", "media.encode", "media.draw_pages", "media.convert", "media.make_lecture"),
)
OPEN = (JobState.queued, JobState.running)


class Choice(NamedTuple):
    """An asset as a lesson's form offers it."""

    id: int
    title: str
    state: State
    duration_ms: int | None
    page_count: int | None


class RenditionRow(NamedTuple):
    id: int
    width: int
    height: int
    bandwidth: int
    codecs: str
    blob: str
    head_length: int


class CaptionRow(NamedTuple):
    id: int
    language: str


class Readiness(NamedTuple):
    """What must be known of an asset before a lesson that uses it may open."""

    id: int
    title: str
    kind: Kind | None
    state: State
    has_captions: bool


def managed_asset(session: Session, actor: Actor, asset_id: int) -> Asset:
    return one_or_refuse(session, select(Asset).where(Asset.id == asset_id, managed_by(actor)))


def offered_asset(session: Session, actor: Actor, asset_id: int) -> Asset:
    """Return an asset that the actor may put into a lesson, or refuse."""
    return one_or_refuse(session, select(Asset).where(Asset.id == asset_id, offered_to(actor)))


def choices(session: Session, actor: Actor, kind: Kind, *, most: int = 200) -> list[Choice]:
    """Return the assets that the actor may put into a lesson, the newest first."""
    statement = (
        select(Asset.id, Asset.title, Asset.state, Asset.duration_ms, Asset.page_count)
        .where(offered_to(actor), Asset.kind == kind, Asset.state != State.failed)
        .order_by(Asset.id.desc())
        .limit(most)
    )
    return [Choice(*row) for row in session.execute(statement)]


def readiness(session: Session, asset_ids: Iterable[int]) -> dict[int, Readiness]:
    has_captions = exists().where(Caption.asset_id == Asset.id)
    statement = select(Asset.id, Asset.title, Asset.kind, Asset.state, has_captions).where(
        Asset.id.in_(list(asset_ids))
    )
    return {row.id: Readiness(*row) for row in session.execute(statement)}


def asset(session: Session, asset_id: int) -> Asset:
    """Return an asset to a room that has decided by itself who may see it."""
    return one_or_refuse(session, select(Asset).where(Asset.id == asset_id))


def renditions(session: Session, asset_id: int) -> list[RenditionRow]:
    statement = (
        select(
            Rendition.id,
            Rendition.width,
            Rendition.height,
            Rendition.bandwidth,
            Rendition.codecs,
            Rendition.blob,
            Rendition.head_length,
        )
        .where(Rendition.asset_id == asset_id)
        .order_by(Rendition.bandwidth)
    )
    return [RenditionRow(*row) for row in session.execute(statement)]


def captions(session: Session, asset_id: int) -> list[CaptionRow]:
    statement = (
        select(Caption.id, Caption.language)
        .where(Caption.asset_id == asset_id)
        .order_by(Caption.language)
    )
    return [CaptionRow(*row) for row in session.execute(statement)]


def caption(session: Session, asset_id: int, language: str) -> Caption:
    mine = select(Caption).where(Caption.asset_id == asset_id, Caption.language == language)
    return one_or_refuse(session, mine)


def poster(session: Session, actor: Actor, asset_id: int) -> str:
    statement = select(Asset.poster).where(
        Asset.id == asset_id, Asset.poster.is_not(None), managed_by(actor)
    )
    blob = session.scalar(statement)
    if blob is None:
        raise NotFound("没有找到这个视频或课件。")
    return blob


def pages(session: Session, asset_id: int) -> list[PagePicture]:
    statement = (
        select(PagePicture).where(PagePicture.asset_id == asset_id).order_by(PagePicture.number)
    )
    return list(session.scalars(statement))


def drawn_of_old(session: Session, renewing: str) -> list[int]:
    """Return ready documents with pages from before there were fine pictures and words.

    One whose renewing (a kind of job) has ended badly is left as it is.
    """
    about = Asset.id == Job.payload["asset_id"].as_integer()
    has_failed = exists().where(Job.kind == renewing, Job.state == JobState.failed, about)
    is_old = exists().where(PagePicture.asset_id == Asset.id, PagePicture.fine_blob.is_(None))
    wanted = (Asset.state == State.ready, Asset.original.is_not(None), is_old, ~has_failed)
    return list(session.scalars(select(Asset.id).where(*wanted).order_by(Asset.id)))


def has_brought(session: Session, owner_id: int, blob: str) -> bool:
    """Say whether the owner has brought this very content before."""
    mine = exists().where(Asset.owner_id == owner_id, Asset.original == blob)
    return bool(session.scalar(select(mine)))


def own_upload(session: Session, actor: Actor, token: str) -> Upload:
    mine = select(Upload).where(Upload.token == token, Upload.owner_id == actor.id)
    return one_or_refuse(session, mine)


def open_upload_of(session: Session, actor: Actor, asset_id: int) -> Upload | None:
    return session.scalar(_unfinished(actor, asset_id))


def own_unfinished(session: Session, actor: Actor, asset_id: int) -> Upload:
    return one_or_refuse(session, _unfinished(actor, asset_id))


def _unfinished(actor: Actor, asset_id: int) -> Select[Upload]:
    return select(Upload).where(
        Upload.asset_id == asset_id,
        Upload.owner_id == actor.id,
        Upload.finished_at.is_(None),
    )


def stalled(session: Session, before: datetime) -> list[str]:
    """Return uploads whose last byte came, but whose end was cut off before it was noted."""
    statement = select(Upload.token).where(
        Upload.finished_at.is_(None), Upload.offset == Upload.length, Upload.created_at < before
    )
    return list(session.scalars(statement))


def lost(session: Session) -> list[int]:
    """Return assets that wait for work which has ended without them."""
    about = Asset.id == Job.payload["asset_id"].as_integer()
    at_work = exists().where(Job.kind.in_(WORK), Job.state.in_(OPEN), about)
    statement = select(Asset.id).where(Asset.state.in_(UNDERWAY), ~at_work)
    return list(session.scalars(statement))


def expired(session: Session, now: datetime) -> list[str]:
    return list(session.scalars(select(Upload.token).where(Upload.expires_at < now)))
