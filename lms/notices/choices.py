"""How people want to hear of things: what holds without a choice, and who gets a letter."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, Update, exists, select, update
from sqlalchemy.orm import Session

from lms.mail.bounces import is_reachable
from lms.notices.models import Choice, Notice, Receipt, Topic, TopicChoice, Way
from lms.people import Person

QUIET = (22, 7)  # for who has chosen nothing


class Wishes(NamedTuple):
    """What somebody wants. Quiet hours may run over midnight."""

    quiet: tuple[int, int] | None = QUIET
    ways: Mapping[Topic, Way] = MappingProxyType({})

    def way(self, topic: Topic) -> Way:
        return self.ways.get(topic, Way.now)

    def quiet_until(self, now: datetime, zone: ZoneInfo) -> datetime | None:
        """Return when the quiet hours end in which we are, or none."""
        if self.quiet is None:
            return None
        local, (begin, end) = now.astimezone(zone), self.quiet
        if (local.hour - begin) % 24 >= (end - begin) % 24:
            return None
        whole = local.replace(minute=0, second=0, microsecond=0)
        return whole + timedelta(hours=(end - local.hour) % 24)


def wishes(session: Session, person_id: int) -> Wishes:
    """Return all that somebody has chosen."""
    found = select(TopicChoice).where(TopicChoice.person_id == person_id)
    ways = {choice.topic: choice.way for choice in session.scalars(found)}
    return Wishes(_quiet(session.get(Choice, person_id)), ways)


def quiet_of(session: Session, person_ids: Iterable[int | None]) -> dict[int, Wishes]:
    """Return the quiet hours that these people have chosen; who has not is left out."""
    found = select(Choice).where(Choice.person_id.in_(list(person_ids)))
    return {choice.person_id: Wishes(_quiet(choice)) for choice in session.scalars(found)}


def _quiet(choice: Choice | None) -> tuple[int, int] | None:
    if choice is None:
        return QUIET
    begin, end = choice.quiet_from, choice.quiet_to
    return None if begin is None or end is None else (begin, end)


def hears_of(topic: Topic) -> ColumnElement[bool]:
    """Say in SQL over Person who has not chosen to hear nothing of a topic."""
    return ~_has_chosen(topic, TopicChoice.way == Way.off)


def mailed_now(notice_id: int, topic: Topic) -> Select[*tuple[Any, ...]]:
    """Return (person id, address) of those who want a notice by mail, and not in a digest."""
    return (
        select(Person.id, Person.mail)
        .join(Receipt, Receipt.person_id == Person.id)
        .where(Receipt.notice_id == notice_id, is_reachable(Person.mail))
        .where(~_has_chosen(topic, TopicChoice.way != Way.now))
    )


def _has_chosen(topic: Topic, way: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(TopicChoice.person_id == Person.id, TopicChoice.topic == topic, way)


def digested(now: datetime) -> Update:
    """Return what puts into today's digest all that is new to those who want one."""
    due = (
        select(TopicChoice.person_id)
        .join(Person, Person.id == TopicChoice.person_id)
        .join(Notice, Notice.topic == TopicChoice.topic)
        .where(TopicChoice.person_id == Receipt.person_id, Notice.id == Receipt.notice_id)
        .where(TopicChoice.way == Way.digest, Notice.sent_at >= TopicChoice.since)
        .where(Notice.withdrawn_at.is_(None), is_reachable(Person.mail))
    )
    fresh = update(Receipt).where(Receipt.read_at.is_(None), Receipt.digested_at.is_(None))
    return fresh.where(exists(due.correlate(Receipt))).values(digested_at=now)


def mailed_digest(now: datetime) -> Select[*tuple[Any, ...]]:
    """Return (person id, address) of those who have something in the digest of this moment."""
    has_news = select(Receipt.person_id).where(Receipt.digested_at == now)
    return select(Person.id, Person.mail).where(Person.id.in_(has_news), is_reachable(Person.mail))
