"""How somebody wants notices by mail, and at which address."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from lms import audit
from lms.config import Config
from lms.db import took_effect, upsert, utcnow
from lms.errors import Conflict, FieldError, Invalid, TooMany, demand
from lms.mail.bounces import trust_again
from lms.mail.queries import written_since
from lms.mail.services import Addressee, post
from lms.notices.addresses import code_of
from lms.notices.choices import QUIET
from lms.notices.letters import ADDRESS
from lms.notices.models import MISSABLE, Choice, Topic, TopicChoice, Way
from lms.people import Actor, Person
from lms.people.alerts import alert

VALID = timedelta(hours=1)
PAUSE = timedelta(minutes=1)
DAY = timedelta(days=1)
MOST_TRIES = 5
MOST_CODES = 10  # a day


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was chosen: how to hear of which topic, and when no mail goes out."""

    ways: Mapping[Topic, Way]
    quiet: tuple[int, int] | None


def choose(session: Session, actor: Actor, chosen: Chosen) -> None:
    """Keep the choice. A digest begins with what comes from now on."""
    begin, end = chosen.quiet or (None, None)
    if begin == end and begin is not None:
        raise Invalid(errors=[FieldError("quiet_to", "结束时间应与开始时间不同。")])
    for topic, way in chosen.ways.items():
        _keep_way(session, actor, topic, way)
    _keep(session, actor, {"quiet_from": begin, "quiet_to": end})


def _keep_way(session: Session, actor: Actor, topic: Topic, way: Way) -> None:
    """Keep a way; who keeps the digest loses nothing that waits for it."""
    demand(way is not Way.off or topic in MISSABLE, "这类通知不能关闭。")
    row = {"person_id": actor.id, "topic": topic, "way": way, "since": utcnow()}
    upsert(session, TopicChoice, ["person_id", "topic"], row, where=TopicChoice.way != way)


def _keep(session: Session, actor: Actor, values: dict[str, Any]) -> None:
    row = {"person_id": actor.id, **values}
    if not took_effect(session, update(Choice).where(Choice.person_id == actor.id).values(values)):
        begin, end = QUIET
        fresh = {"new_mail_tries": 0, "quiet_from": begin, "quiet_to": end}
        upsert(session, Choice, ["person_id"], fresh | row)
    session.expire_all()


def propose_address(session: Session, actor: Actor, address: str) -> None:
    """Send a code to an address; it becomes the actor's once they have told it back.

    The address may be anybody's: the letters are counted, whatever became of the code.
    """
    now = utcnow()
    if written_since(session, ADDRESS, actor.id, now - PAUSE):
        raise TooMany("验证码刚刚发出，请一分钟后再试。", retry_after=60)
    if written_since(session, ADDRESS, actor.id, now - DAY) >= MOST_CODES:
        raise TooMany("今天要过的验证码太多，请明天再试。", retry_after=int(DAY.total_seconds()))
    until = now + VALID
    _keep(session, actor, {"new_mail": address, "new_mail_until": until, "new_mail_tries": 0})
    post(session, ADDRESS, Addressee(actor.id, address), until=until.isoformat())


def prove_address(session: Session, actor: Actor, settings: Config, code: str) -> bool:
    """Take the proposed address if the code is right, and say so.

    A wrong one counts as a try: who hears False commits all the same.
    """
    choice = session.get(Choice, actor.id)
    if choice is None or choice.new_mail is None or choice.new_mail_until is None:
        raise Conflict("请先填写邮箱，获取验证码。")
    address, until = choice.new_mail, choice.new_mail_until
    trying = update(Choice).where(
        Choice.person_id == actor.id,
        Choice.new_mail_until == until,
        Choice.new_mail_tries < MOST_TRIES,
    )
    tried = took_effect(session, trying.values(new_mail_tries=Choice.new_mail_tries + 1))
    if not tried or until < utcnow():
        raise Conflict("验证码已失效，请重新获取。")
    right = code_of(settings, actor.id, address, until)
    if not hmac.compare_digest(right.encode(), code.encode()):
        return False
    _set_address(session, actor, address)
    trust_again(session, address)
    _keep(session, actor, NO_NEW_MAIL)
    return True


def forget_address(session: Session, actor: Actor) -> None:
    """Have no address: notices are read here only."""
    _set_address(session, actor, None)
    _keep(session, actor, NO_NEW_MAIL)


NO_NEW_MAIL: dict[str, Any] = {"new_mail": None, "new_mail_until": None, "new_mail_tries": 0}


def _set_address(session: Session, actor: Actor, address: str | None) -> None:
    alert(session, actor.id, "person.mail")  # to the address that there was
    session.execute(update(Person).where(Person.id == actor.id).values(mail=address))
    audit.record(session, actor.id, "person.mail", f"person:{actor.id}", has_mail=bool(address))
