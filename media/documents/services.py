"""Reporting which pages were shown: by the server's clock, a page takes its time.

A minute goes into one page of one document: the time not yet spent is the person's, and stands
with the document that was reported on last.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lms.db import hold, insert_once, took_effect, utcnow
from lms.errors import Unavailable
from lms.facts import Fact, Facts
from lms.people import Actor, Person
from media.documents import queries
from media.documents.models import Reading

READ = "document.read"
PAGE_MS = 2000  # the least time that a page must have been open to have been seen
CAPACITY_MS = 10 * PAGE_MS
TRIES = 5


@dataclass(frozen=True, slots=True)
class Receipt:
    """Which of the reported pages count by now, and which may be sent again later."""

    read: list[int]
    rest: list[int]
    page_count: int

    @property
    def is_complete(self) -> bool:
        return len(self.read) >= self.page_count


def report(
    session: Session, facts: Facts, actor: Actor, asset_id: int, shown: Iterable[int]
) -> Receipt:
    """Count pages as read, as far as there was time for them. Sent twice, they count once.

    The first report only starts the clock.
    """
    count = queries.page_count(session, asset_id)
    hold(session, select(Person.id).where(Person.id == actor.id))
    wanted = sorted({number for number in shown if 1 <= number <= count})
    for _try in range(TRIES):
        before = queries.progress(session, actor.id, asset_id)
        if before is None:
            if _begin(session, actor, asset_id):
                return Receipt([], wanted, count)
            continue
        step = _counted(before.pages, queries.purse(session, actor.id), wanted, utcnow())
        if _advance(session, actor, asset_id, before, step):
            if step.fits and len(step.read) == count:
                facts.tell(session, Fact(READ, actor.id, asset_id, step.at))
            return Receipt(step.read, step.rest, count)
    raise Unavailable("正在保存，请稍后重试。", retry_after=1)


class Step(NamedTuple):
    """What one report changes."""

    read: list[int]
    fits: list[int]
    rest: list[int]
    held_ms: int
    at: datetime


def _counted(read: list[int], purse: queries.Purse, wanted: list[int], now: datetime) -> Step:
    passed = max(now - purse.seen_at, timedelta(0)) // timedelta(milliseconds=1)
    held = min(CAPACITY_MS, purse.held_ms + passed)
    fresh = [number for number in wanted if number not in read]
    fits, rest = fresh[: held // PAGE_MS], fresh[held // PAGE_MS :]
    return Step(sorted([*read, *fits]), fits, rest, held - PAGE_MS * len(fits), now)


def _begin(session: Session, actor: Actor, asset_id: int) -> bool:
    values = {"pages": [], "read_count": 0, "held_ms": 0, "version": 0, "seen_at": utcnow()}
    return insert_once(session, Reading, person_id=actor.id, asset_id=asset_id, **values)


def _advance(
    session: Session, actor: Actor, asset_id: int, before: queries.Progress, step: Step
) -> bool:
    unchanged = update(Reading).where(
        Reading.person_id == actor.id,
        Reading.asset_id == asset_id,
        Reading.version == before.version,
    )
    return took_effect(
        session,
        unchanged.values(
            pages=step.read,
            read_count=len(step.read),
            held_ms=step.held_ms,
            version=before.version + 1,
            seen_at=step.at,
        ),
    )
