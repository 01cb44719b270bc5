"""Giving links and using them. A link sets one password, once, whoever is quicker.

Only the hash of its code is kept. Whoever gives it never learns the password.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from lms import audit
from lms.db import Database, hold, took_effect, utcnow
from lms.errors import Conflict, Gone, demand
from lms.people import throttle
from lms.people.activation.models import OneTimeLink, Purpose
from lms.people.activation.queries import Opened, holds, opened, without_password
from lms.people.actor import Actor
from lms.people.alerts import alert
from lms.people.models import OrgUnit, Person
from lms.people.passwords import hash_code, hash_password, new_code
from lms.people.services import check_new_password
from lms.people.sessions import revoke_all

GROUPS = 4  # 79 bits
MOST_SLIPS = 500
OVER = "链接无效，或者已经用过、已经过期。请联系给您链接的人重新生成。"
KEPT = timedelta(days=190)


class Link(NamedTuple):
    """A link as it is told, once."""

    code: str
    purpose: Purpose
    expires_at: datetime


class Slip(NamedTuple):
    """What one person cuts off a printed sheet."""

    name: str
    login: str
    link: Link


def give_link(session: Session, actor: Actor, person: Person, *, days: int) -> Link:
    """Give somebody whom the actor has found a link to set a password; older ones end.

    Where there was a password it ends too, with all sessions: a reset.
    """
    if person.id == actor.id:
        raise Conflict("自己的密码请在“登录与密码”中修改。")
    demand(person.is_active, "账号已停用，请先恢复。")
    link = _make(session, actor, [person], days)[0]
    if link.purpose is Purpose.reset:
        person.password_hash = None
        person.must_change_password = False
        revoke_all(session, person.id)
        alert(session, person.id, "link.give")
    audit.record(session, actor.id, "link.give", f"person:{person.id}", purpose=link.purpose)
    return link


def print_slips(
    session: Session, actor: Actor, unit: OrgUnit, day: date, *, days: int
) -> list[Slip]:
    """Give everybody of the unit who has no password yet a link, all on one sheet."""
    people = without_password(session, actor, unit.id, day)
    if len(people) > MOST_SLIPS:
        raise Conflict("共有 %(count)s 人，一次最多打印 %(most)s 人，请按下级组织分别打印。",
                       count=len(people), most=MOST_SLIPS)  # fmt: skip
    links = _make(session, actor, people, days)
    audit.record(session, actor.id, "link.print", f"unit:{unit.id}", count=len(links))
    return [
        Slip(person.name, person.login, link) for person, link in zip(people, links, strict=True)
    ]


def _make(session: Session, actor: Actor, people: Sequence[Person], days: int) -> list[Link]:
    """Make a link for each; those they had before hold no longer."""
    ids, now = [person.id for person in people], utcnow()
    hold(session, select(Person.id).where(Person.id.in_(ids)).order_by(Person.id))
    older = update(OneTimeLink).where(OneTimeLink.person_id.in_(ids), holds(now))
    session.execute(older.values(replaced_at=now))
    links = [
        Link(
            new_code(GROUPS),
            Purpose.reset if person.password_hash else Purpose.activation,
            now + timedelta(days=days),
        )
        for person in people
    ]
    rows = [
        {
            "code_hash": hash_code(link.code),
            "person_id": person.id,
            "purpose": link.purpose,
            "made_by": actor.id,
            "expires_at": link.expires_at,
        }
        for person, link in zip(people, links, strict=True)
    ]
    if rows:
        session.execute(insert(OneTimeLink), rows)
    return links


def look_up(database: Database, code: str, address: str) -> Opened:
    """Find out whose link it is. Raises TooMany, Gone: codes are not to be guessed."""
    throttle.count_try(database, [throttle.address_limit(address)])
    with database.session(write=False) as session:
        link = opened(session, hash_code(code), utcnow())
    if link is None:
        raise Gone(OVER)
    with database.session(write=True) as session:
        throttle.forgive(session, link.person_id, address=address)
        session.commit()
    return link


def set_by_link(database: Database, link: Opened, password: str) -> None:
    """Set the password, hashed outside of the transaction. Of two at once one succeeds."""
    with database.session(write=False) as session:
        check_new_password(password, session.get_one(Person, link.person_id))
    fresh = hash_password(password)
    with database.session(write=True) as session:
        now = utcnow()
        mine = update(OneTimeLink).where(OneTimeLink.id == link.id, holds(now))
        if not took_effect(session, mine.values(used_at=now)):
            raise Gone(OVER)
        others = update(OneTimeLink).where(OneTimeLink.person_id == link.person_id, holds(now))
        session.execute(others.values(replaced_at=now))
        set_to = {"password_hash": fresh, "must_change_password": False}
        session.execute(update(Person).where(Person.id == link.person_id).values(**set_to))
        revoke_all(session, link.person_id)
        target = f"person:{link.person_id}"
        audit.record(session, link.person_id, "link.use", target, purpose=link.purpose)
        alert(session, link.person_id, "link.use")
        session.commit()


def forget_old(session: Session) -> None:
    session.execute(delete(OneTimeLink).where(OneTimeLink.expires_at < utcnow() - KEPT))
