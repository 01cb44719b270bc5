"""The media library as a list: found, narrowed and sorted."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, NamedTuple

from sqlalchemy import Select, SQLColumnExpression, func, select
from sqlalchemy.orm import Session

from lms.db import Page, paged
from lms.errors import NotFound
from lms.people import Actor, Person
from media.assets.models import UNDERWAY, Asset, Caption, Kind, State, Upload
from media.assets.policy import managed_by, offered_to

PAGE = 30


class AssetRow(NamedTuple):
    """An asset as lists show it."""

    id: int
    title: str
    filename: str
    owner: str
    kind: Kind | None
    state: State
    progress: float
    cause: str
    cause_values: dict[str, Any]
    size: int
    duration_ms: int | None
    page_count: int | None
    captions: int
    uploaded: int | None
    created_at: datetime


class Stage(StrEnum):
    """How far assets are, roughly: under way is all that has still to become something."""

    underway = "underway"
    ready = "ready"
    failed = "failed"


class Order(StrEnum):
    newest = "newest"
    by_title = "title"
    largest = "largest"


STAGES: Final[Mapping[Stage, Sequence[State]]] = {
    Stage.underway: (State.uploading, *UNDERWAY),
    Stage.ready: (State.ready,),
    Stage.failed: (State.failed,),
}
ORDERS: Final[Mapping[Order, SQLColumnExpression[Any]]] = {
    Order.newest: Asset.id.desc(),
    Order.by_title: Asset.title.asc(),
    Order.largest: Asset.size.desc(),
}


class Wanted(NamedTuple):
    """Which assets a list is to show; empty words are no wish."""

    kind: str = ""
    text: str = ""
    stage: Stage | None = None
    order: Order = Order.newest


def assets(session: Session, actor: Actor, wanted: Wanted, number: int) -> Page[AssetRow]:
    return paged(session, _list(actor, wanted), AssetRow, number, size=PAGE)


def asset_slice(
    session: Session, actor: Actor, wanted: Wanted, *, cursor: int, limit: int
) -> tuple[list[AssetRow], int]:
    """Return `limit` assets after the first `cursor`, and how many there are."""
    statement = _list(actor, wanted)
    total = select(func.count()).select_from(statement.order_by(None).subquery())
    rows = session.execute(statement.offset(cursor).limit(limit))
    return [AssetRow(*row) for row in rows], session.scalar(total) or 0


def managed_row(session: Session, actor: Actor, asset_id: int) -> AssetRow:
    statement = _rows().where(Asset.id == asset_id, managed_by(actor))
    row = session.execute(statement).one_or_none()
    if row is None:
        raise NotFound("没有找到这个视频或课件。")
    return AssetRow(*row)


def _list(actor: Actor, wanted: Wanted) -> Select[Any]:
    statement = _rows().where(offered_to(actor)).order_by(ORDERS[wanted.order], Asset.id.desc())
    if wanted.kind in set(Kind):
        statement = statement.where(Asset.kind == Kind(wanted.kind))
    if wanted.text:
        statement = statement.where(Asset.title.contains(wanted.text, autoescape=True))
    if wanted.stage:
        statement = statement.where(Asset.state.in_(STAGES[wanted.stage]))
    return statement


def _rows() -> Select[Any]:
    captions = select(func.count()).where(Caption.asset_id == Asset.id).scalar_subquery()
    statement = select(
        Asset.id,
        Asset.title,
        Asset.filename,
        Person.name,
        Asset.kind,
        Asset.state,
        Asset.progress,
        Asset.cause,
        Asset.cause_values,
        Asset.size,
        Asset.duration_ms,
        Asset.page_count,
        captions,
        Upload.offset,
        Asset.created_at,
    )
    return statement.join(Person, Person.id == Asset.owner_id).outerjoin(
        Upload, Upload.asset_id == Asset.id
    )
