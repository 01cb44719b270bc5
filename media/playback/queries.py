"""What players, lessons and reports read of playing and of what was watched."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple, cast

from sqlalchemy import ColumnElement, Connection, Table, and_, bindparam, literal, outerjoin, select
from sqlalchemy.orm import Session

from lms.db import utcnow
from lms.errors import NotFound
from lms.people import Actor
from media.assets.models import Asset, Caption, Rendition, Segment
from media.playback.bucket import Bucket
from media.playback.intervals import Interval
from media.playback.models import Lease, Watched
from media.playback.policy import LIVE, asking, live_for

GONE = "没有找到这个视频，或播放已结束。请刷新页面后重试。"


class Piece(NamedTuple):
    """Where some bytes of a rendition lie."""

    blob: str
    offset: int
    length: int


class Standing(NamedTuple):
    """A lease with what its person has watched of the film so far."""

    asset_id: int
    bucket: Bucket
    last_seq: int
    needed_ms: int
    length_ms: int
    is_over: bool
    counted: list[Interval]


class LiveLease(NamedTuple):
    token: str
    bucket: Bucket
    last_seq: int


class Progress(NamedTuple):
    """What a person has watched of a film."""

    counted: list[Interval]
    counted_ms: int
    position_ms: int
    updated_at: datetime | None


# Asked every few seconds by everybody who watches: the statement is made once, on plain tables.
_LEASES, _WATCHED = cast("Table", Lease.__table__).c, cast("Table", Watched.__table__).c
_STANDING = (
    select(
        _LEASES.asset_id,
        _LEASES.held_ms,
        _LEASES.seen_at,
        _LEASES.last_seq,
        _LEASES.needed_ms,
        _LEASES.length_ms,
        _LEASES.ended_at,
        _WATCHED.intervals,
    )
    .select_from(
        outerjoin(
            Lease.__table__,
            Watched.__table__,
            and_(_WATCHED.person_id == _LEASES.person_id, _WATCHED.asset_id == _LEASES.asset_id),
        )
    )
    .where(_LEASES.token == bindparam("token"), _LEASES.person_id == bindparam("person_id"))
)


def standing(session: Session, actor: Actor, token: str) -> Standing:
    """Return one's own lease, live or not. Refused when there is none."""
    asked = {"token": token, "person_id": actor.id}
    row = session.connection().execute(_STANDING, asked).one_or_none()
    if row is None:
        raise NotFound(GONE)
    return Standing(
        asset_id=row.asset_id,
        bucket=Bucket(row.held_ms, row.seen_at),
        last_seq=row.last_seq,
        needed_ms=row.needed_ms,
        length_ms=row.length_ms,
        is_over=row.ended_at is not None,
        counted=_intervals(row.intervals),
    )


def _intervals(stored: list[list[int]] | None) -> list[Interval]:
    return [Interval(*pair) for pair in stored or ()]


def live_lease(session: Session, person_id: int) -> LiveLease | None:
    statement = select(Lease.token, Lease.held_ms, Lease.seen_at, Lease.last_seq).where(
        Lease.person_id == person_id, Lease.ended_at.is_(None)
    )
    row = session.execute(statement).one_or_none()
    return LiveLease(row.token, Bucket(row.held_ms, row.seen_at), row.last_seq) if row else None


def film_of(session: Session, actor: Actor, token: str) -> int:
    """Return the asset that a live lease of the actor plays, or refuse."""
    asset_id = session.scalar(select(Lease.asset_id).where(*_opened_by(actor, token)))
    if asset_id is None:
        raise NotFound(GONE)
    return asset_id


def lengths(session: Session, actor: Actor, token: str, rendition_id: int) -> list[float]:
    """Return how long each segment of a rendition lasts, in order."""
    statement = (
        select(Segment.seconds)
        .join(Rendition, Rendition.id == Segment.rendition_id)
        .join(Lease, Lease.asset_id == Rendition.asset_id)
        .where(Rendition.id == rendition_id, *_opened_by(actor, token))
        .order_by(Segment.number)
    )
    found = list(session.scalars(statement))
    if not found:
        raise NotFound(GONE)
    return found


def head(session: Session, actor: Actor, token: str, rendition_id: int) -> Piece:
    statement = (
        select(Rendition.blob, literal(0), Rendition.head_length)
        .join(Lease, Lease.asset_id == Rendition.asset_id)
        .where(Rendition.id == rendition_id, *_opened_by(actor, token))
    )
    return _piece(session.execute(statement).one_or_none())


_SEGMENT = (
    select(Rendition.blob, Segment.offset, Segment.length)
    .join(Segment, Segment.rendition_id == Rendition.id)
    .join(Lease, Lease.asset_id == Rendition.asset_id)
    .where(
        Rendition.id == bindparam("rendition_id"),
        Segment.number == bindparam("number"),
        Lease.token == bindparam("token"),
        LIVE,
    )
)


def segment(
    connection: Connection, actor: Actor, token: str, rendition_id: int, number: int
) -> Piece:
    asked = {"rendition_id": rendition_id, "number": number, "token": token}
    values = asked | asking(actor, utcnow())
    return _piece(connection.execute(_SEGMENT, values).one_or_none())


def captions(session: Session, actor: Actor, token: str, language: str) -> str:
    statement = (
        select(Caption.vtt)
        .join(Lease, Lease.asset_id == Caption.asset_id)
        .where(Caption.language == language, *_opened_by(actor, token))
    )
    vtt = session.scalar(statement)
    if vtt is None:
        raise NotFound(GONE)
    return vtt


def poster(session: Session, actor: Actor, token: str) -> str:
    statement = (
        select(Asset.poster)
        .join(Lease, Lease.asset_id == Asset.id)
        .where(Asset.poster.is_not(None), *_opened_by(actor, token))
    )
    blob = session.scalar(statement)
    if blob is None:
        raise NotFound(GONE)
    return blob


def _opened_by(actor: Actor, token: str) -> tuple[ColumnElement[bool], ...]:
    return Lease.token == token, live_for(actor, utcnow())


def _piece(row: Sequence[Any] | None) -> Piece:
    if row is None:
        raise NotFound(GONE)
    return Piece(*row)


def watched(session: Session, person_id: int, asset_id: int) -> Progress:
    statement = select(
        Watched.intervals, Watched.counted_ms, Watched.position_ms, Watched.updated_at
    ).where(Watched.person_id == person_id, Watched.asset_id == asset_id)
    row = session.execute(statement).one_or_none()
    if row is None:
        return Progress([], 0, 0, None)
    return Progress(_intervals(row.intervals), row.counted_ms, row.position_ms, row.updated_at)
