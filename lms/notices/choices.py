"""How people want notices by mail: what holds without a choice, and whom a notice is mailed to."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple, Self
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, Update, and_, exists, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from lms.notices.models import Choice, Notice, NoticeKind, Receipt
from lms.people import Person

QUIET = (22, 7)  # for who has chosen nothing


class Wishes(NamedTuple):
    """What somebody wants. Quiet hours may run over midnight."""

    kinds: frozenset[NoticeKind] = frozenset(NoticeKind)
    digest_from: datetime | None = None
    quiet: tuple[int, int] | None = QUIET

    @classmethod
    def of(cls, choice: Choice | None) -> Self:
        if choice is None:
            return cls()
        kinds = frozenset(kind for kind in NoticeKind if getattr(choice, f"mails_{kind}"))
        hours = choice.quiet_from, choice.quiet_to
        quiet = None if hours[0] is None or hours[1] is None else (hours[0], hours[1])
        return cls(kinds, choice.digest_from, quiet)

    def quiet_until(self, now: datetime, zone: ZoneInfo) -> datetime | None:
        """Return when the quiet hours end in which we are, or none."""
        if self.quiet is None:
            return None
        local, (begin, end) = now.astimezone(zone), self.quiet
        if (local.hour - begin) % 24 >= (end - begin) % 24:
            return None
        whole = local.replace(minute=0, second=0, microsecond=0)
        return whole + timedelta(hours=(end - local.hour) % 24)


def wishes_of(session: Session, person_ids: Iterable[int | None]) -> dict[int, Wishes]:
    """Return what these people have chosen; who has not is left out."""
    found = select(Choice).where(Choice.person_id.in_(list(person_ids)))
    return {choice.person_id: Wishes.of(choice) for choice in session.scalars(found)}


def mailed_now(notice_id: int, kind: NoticeKind) -> Select[*tuple[Any, ...]]:
    """Return (person id, address) of those who want a notice by mail, and not in a digest."""
    return (
        select(Person.id, Person.mail)
        .join(Receipt, Receipt.person_id == Person.id)
        .outerjoin(Choice, Choice.person_id == Person.id)
        .where(Receipt.notice_id == notice_id, Person.mail.is_not(None))
        .where(_wants(kind), Choice.digest_from.is_(None))
    )


def _wants(kind: NoticeKind) -> ColumnElement[bool]:
    chosen: InstrumentedAttribute[bool] = getattr(Choice, f"mails_{kind}")
    return chosen.is_not(False)  # no row: everything


def digested(now: datetime) -> Update:
    """Return what puts into today's digest all that is new to those who want one."""
    wanted = or_(*(and_(Notice.kind == kind, _wants(kind)) for kind in NoticeKind))
    due = (
        select(Choice.person_id)
        .join(Person, Person.id == Choice.person_id)
        .join(Notice, Notice.id == Receipt.notice_id)
        .where(Choice.person_id == Receipt.person_id, Person.mail.is_not(None))
        .where(Notice.sent_at >= Choice.digest_from, Notice.withdrawn_at.is_(None), wanted)
    )
    fresh = update(Receipt).where(Receipt.read_at.is_(None), Receipt.digested_at.is_(None))
    return fresh.where(exists(due.correlate(Receipt))).values(digested_at=now)


def mailed_digest(now: datetime) -> Select[*tuple[Any, ...]]:
    """Return (person id, address) of those who have something in the digest of this moment."""
    has_news = select(Receipt.person_id).where(Receipt.digested_at == now)
    return select(Person.id, Person.mail).where(Person.id.in_(has_news), Person.mail.is_not(None))
