"""Taking a lease, and reporting what was watched under it."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import cast

from sqlalchemy import Executable, Table, bindparam, delete, select, update
from sqlalchemy.orm import Session

from lms.db import hold, insert_once, took_effect, utcnow
from lms.db.engine import INSERT
from lms.errors import Conflict, Invalid, Unavailable
from lms.facts import Fact, Facts
from lms.people import Actor, Person
from media.assets import queries as assets
from media.assets.models import Asset, Kind, State
from media.playback import queries
from media.playback.bucket import Bucket, draw, filled
from media.playback.intervals import Interval, Union, common, inside, length, minus, union
from media.playback.models import Lease, Watched

WATCHED = "video.watched"
MOST_PIECES = 2000  # seeks that one film's record can hold; nobody who watches gets near
TRIES = 5
ELSEWHERE = "您正在另一台设备上学习。"


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a player needs to begin."""

    token: str
    asset_id: int
    duration_s: float
    needed_ms: int
    progress: queries.Progress

    @property
    def is_complete(self) -> bool:
        return self.progress.counted_ms >= self.needed_ms


@dataclass(frozen=True, slots=True)
class Report:
    """What a player says that it has shown, and where it is; times in milliseconds of content."""

    seq: int
    intervals: Sequence[Interval]
    position_ms: int


@dataclass(frozen=True, slots=True)
class Receipt:
    """What of a report counts by now, what may be sent again later, and where that leads."""

    seq: int
    accepted: Union
    rest: Union
    counted: Union
    needed_ms: int

    @property
    def counted_ms(self) -> int:
        return length(self.counted)

    @property
    def is_complete(self) -> bool:
        return self.counted_ms >= self.needed_ms


def needed_ms(asset: Asset, share: Decimal) -> int:
    """Return how much of a film has to be watched, by a share of its length."""
    return int((asset.duration_ms or 0) * share)


def open_lease(
    session: Session, actor: Actor, asset: Asset, *, subject: str, needed: int
) -> Ticket:
    """Let the actor play the film here, and nowhere else any more.

    Who may is for the caller to know. The bucket of watched time goes on from the lease before.
    One device after the other, so that no number of them at once is too many; what is left to be
    tried again is a report that comes in between.
    """
    _demand_watchable(session, asset)
    hold(session, select(Person.id).where(Person.id == actor.id))
    for _try in range(TRIES):
        before = queries.live_lease(session, actor.id)
        held = _end(session, before) if before else 0
        lease = {
            "token": secrets.token_hex(16),
            "person_id": actor.id,
            "asset_id": asset.id,
            "subject": subject,
            "needed_ms": needed,
            "length_ms": asset.duration_ms or 0,
        }
        if held is not None and _begin(session, held, lease):
            progress = queries.watched(session, actor.id, asset.id)
            return Ticket(str(lease["token"]), asset.id, asset.duration_s or 0.0, needed, progress)
    raise Unavailable("正在多处打开播放，请稍后重试。", retry_after=1)


def _demand_watchable(session: Session, asset: Asset) -> None:
    if asset.kind is not Kind.video or asset.state is State.failed:
        raise Conflict("视频没有准备好，不能播放。请联系教师。")
    if not assets.renditions(session, asset.id):
        raise Conflict(
            "视频正在转码（%(percent)s%%），完成后即可观看。", percent=round(asset.progress * 100)
        )


def _end(session: Session, lease: queries.LiveLease) -> int | None:
    """End a live lease and return what its bucket holds; None when it has just changed."""
    now = utcnow()
    ending = update(Lease).where(
        Lease.token == lease.token, Lease.ended_at.is_(None), Lease.last_seq == lease.last_seq
    )
    if not took_effect(session, ending.values(ended_at=now)):
        return None
    return filled(lease.bucket, now).held


def _begin(session: Session, held: int, lease: dict[str, object]) -> bool:
    now = utcnow()
    begun = {"held_ms": held, "last_seq": 0, "opened_at": now, "seen_at": now}
    return insert_once(session, Lease, **lease, **begun)


def end_leases(session: Session, subject: str, *, person_id: int | None = None) -> None:
    """Stop playing for a subject, of everybody or of one person: the right to it has ended."""
    ending = update(Lease).where(Lease.subject == subject, Lease.ended_at.is_(None))
    if person_id is not None:
        ending = ending.where(Lease.person_id == person_id)
    session.execute(ending.values(ended_at=utcnow()))


def report(session: Session, facts: Facts, actor: Actor, token: str, told: Report) -> Receipt:
    """Count what was watched, as far as the bucket pays for it. Sent twice, it counts once.

    The conditional UPDATE of the lease decides: of reports that come at the same moment one wins,
    the others take hold of the lease and look again, alone. A report that is not newer than the
    last changes nothing and is told what counts by now.
    """
    for _try in range(TRIES):
        now = utcnow()
        lease = queries.standing(session, actor, token)
        if lease.is_over:
            raise Conflict(ELSEWHERE)
        shown = inside(union(told.intervals), lease.length_ms)
        if told.seq <= lease.last_seq:
            return _receipt(told, shown, lease.counted, lease.needed_ms)
        drawn = draw(filled(lease.bucket, now), minus(shown, lease.counted))
        if _advance(session, token, lease, told.seq, drawn.bucket):
            counted = union([*lease.counted, *drawn.fits])
            _store(session, actor, lease.asset_id, counted, told)
            _tell(session, facts, actor, lease, counted)
            return _receipt(told, shown, counted, lease.needed_ms)
        hold(session, select(Lease.token).where(Lease.token == token))
    raise Unavailable("正在保存，请稍后重试。", retry_after=1)


def _receipt(told: Report, shown: Union, counted: Union, needed: int) -> Receipt:
    return Receipt(told.seq, common(shown, counted), minus(shown, counted), counted, needed)


_LEASES = cast("Table", Lease.__table__)
_ADVANCE = (
    update(_LEASES)
    .where(
        _LEASES.c.token == bindparam("lease"),
        _LEASES.c.last_seq == bindparam("before"),
        _LEASES.c.ended_at.is_(None),
    )
    .values(last_seq=bindparam("seq"), held_ms=bindparam("held"), seen_at=bindparam("at"))
)


def _advance(
    session: Session, token: str, lease: queries.Standing, seq: int, bucket: Bucket
) -> bool:
    values = {"lease": token, "before": lease.last_seq, "seq": seq}
    moved = session.connection().execute(_ADVANCE, {**values, "held": bucket.held, "at": bucket.at})
    return moved.rowcount > 0


def _store(session: Session, actor: Actor, asset_id: int, counted: Union, told: Report) -> None:
    if len(counted) > MOST_PIECES:
        raise Invalid("观看片段过多，请连续观看。")
    values = {
        "person_id": actor.id,
        "asset_id": asset_id,
        "intervals": [list(interval) for interval in counted],
        "counted_ms": length(counted),
        "position_ms": told.position_ms,
        "updated_at": utcnow(),
    }
    session.connection().execute(_keep(session.get_bind().dialect.name), values)


@cache
def _keep(database: str) -> Executable:
    """Return the statement that writes a person's record of a film, new or not."""
    insert = INSERT[database](Watched)
    changed = {
        name: insert.excluded[name]
        for name in ("intervals", "counted_ms", "position_ms", "updated_at")
    }
    return insert.on_conflict_do_update(index_elements=["person_id", "asset_id"], set_=changed)


def _tell(
    session: Session, facts: Facts, actor: Actor, lease: queries.Standing, counted: Union
) -> None:
    """Tell the upper floors once, when the film has been watched as far as it has to be."""
    if length(lease.counted) < lease.needed_ms <= length(counted):
        facts.tell(session, Fact(WATCHED, actor.id, lease.asset_id, utcnow()))


def forget_leases(session: Session, before: datetime) -> None:
    """Delete leases that nobody has used since; what was watched stays."""
    session.execute(delete(Lease).where(Lease.seen_at < before))
