from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from lms import audit
from lms.db import utcnow
from lms.decisions.models import Maintenance
from lms.decisions.queries import announcement
from lms.errors import Conflict, FieldError, Invalid, demand
from lms.office.maintenance.interruptions import Interruption
from lms.people.actor import Actor
from lms.people.policy import may_administer

LONGEST = timedelta(days=7)


class Interrupting(Conflict):
    """People would be in the middle of something: announce it all the same, or later."""


@dataclass(frozen=True, slots=True)
class Window:
    """When the school is worked on, from when people are told, and the words for it."""

    starts_at: datetime
    ends_at: datetime | None
    shown_from: datetime
    words: str = ""
    words_en: str = ""


def announce(session: Session, actor: Actor, window: Window) -> None:
    """Announce a window, in the place of what was announced before."""
    demand(may_administer(actor))
    _check(window, utcnow())
    begin(session, window, by=actor.id)


def begin(session: Session, window: Window, by: int | None) -> None:
    """Write an announcement down; whoever works at the console is nobody (None)."""
    session.add(
        Maintenance(
            starts_at=window.starts_at,
            ends_at=window.ends_at,
            shown_from=window.shown_from,
            words=window.words,
            words_en=window.words_en,
            announced_by=by,
        )
    )
    until = window.ends_at and window.ends_at.isoformat(timespec="minutes")
    start = window.starts_at.isoformat(timespec="minutes")
    audit.record(session, by, "maintenance.announce", starts_at=start, ends_at=until)


def take_back(session: Session, actor: Actor) -> None:
    demand(may_administer(actor))
    end(session, by=actor.id)


def end(session: Session, by: int | None) -> None:
    """Take back what is announced, or end what is going on. Ending it twice is one end."""
    told = announcement(session.connection())
    if told is None or told.is_over(utcnow()):
        return
    session.add(Maintenance(announced_by=by))
    audit.record(session, by, "maintenance.end")


def demand_nobody_interrupted(
    session: Session, window: Window, interruptions: Iterable[Interruption]
) -> None:
    """Refuse a window that something running now would run into."""
    count = sum(counted(session, window.starts_at) for counted in interruptions)
    if count:
        raise Interrupting(
            "有 %(count)s 份答卷会进行到维护期间。请改到更晚，或确认仍然维护。", count=count
        )


def _check(window: Window, now: datetime) -> None:
    if window.ends_at is None or window.ends_at <= max(window.starts_at, now):
        raise Invalid(errors=[FieldError("ends_at", "结束要晚于开始，也要晚于现在。")])
    if window.ends_at - window.starts_at > LONGEST:
        raise Invalid(errors=[FieldError("ends_at", "一次最长 7 天。")])
