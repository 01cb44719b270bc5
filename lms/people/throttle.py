"""How often a password may be tried: counted in the database, so right across workers and restarts.

A try is counted before the password is looked at, by one conditional statement; of a hundred at
once exactly the allowed number get through. Who gets in gives the try back, so a whole office
behind one address signs in of a morning; who has signed in there before is counted apart.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from typing import NamedTuple

from sqlalchemy import case, delete, literal, or_, select, update
from sqlalchemy.orm import Session

from lms.db import Database, utcnow
from lms.db.writes import insert_into
from lms.errors import TooMany
from lms.people.models import SignInTry

WINDOW = timedelta(minutes=15)
TRIES_PER_ACCOUNT = 6
TRIES_PER_ADDRESS = 60
HOUSEHOLD = 64  # bits of an IPv6 address that are one customer's


class Limit(NamedTuple):
    """Whose tries are counted together, and how many are allowed in a window."""

    key: str
    most: int


def account_limit(person_id: int | None, login: str) -> Limit:
    """Count by account, whether its login or staff number was typed; else by what was typed."""
    if person_id is not None:
        return Limit(f"account:{person_id}", TRIES_PER_ACCOUNT)
    typed = hashlib.sha256(login.casefold().encode()).hexdigest()
    return Limit(f"login:{typed}", TRIES_PER_ACCOUNT)


def address_limit(address: str) -> Limit:
    return Limit(f"from:{household(address)}", TRIES_PER_ADDRESS)


def browser_limit(name: str) -> Limit:
    """Count by the browser in which the owner of the account has signed in before."""
    return Limit(f"browser:{name}", TRIES_PER_ACCOUNT)


def code_limit(person_id: int, browser: str = "") -> Limit:
    """Count by who has given the right password, or by their browser: strangers do not count."""
    return Limit(f"code:{browser or person_id}", TRIES_PER_ACCOUNT)


def inner_limit(person_id: int) -> Limit:
    """Count by who is signed in: they change their password though somebody guesses at the door."""
    return Limit(f"inside:{person_id}", TRIES_PER_ACCOUNT)


def household(address: str) -> str:
    """Return what stands for everybody behind an address."""
    try:
        known = ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(known, IPv6Address):
        return str(ip_network((int(known), HOUSEHOLD), strict=False))
    return str(known)


def count_try(database: Database, limits: Sequence[Limit]) -> None:
    """Count one try, kept whatever becomes of the request. Raises TooMany."""
    now = utcnow()
    with database.session(write=True) as session:
        spent = [limit.key for limit in limits if not _count(session, limit, now)]
        session.commit()
        since = session.scalars(select(SignInTry.since).where(SignInTry.key.in_(spent))).all()
    if since:
        seconds = int((max(since) + WINDOW - now).total_seconds())
        raise TooMany(
            "尝试次数过多，为保护账号已暂停登录。请 %(minutes)s 分钟后再试。",
            retry_after=max(1, seconds),
            minutes=max(1, -(-seconds // 60)),
        )


def _count(session: Session, limit: Limit, now: datetime) -> bool:
    is_old = SignInTry.since <= now - WINDOW
    insert = insert_into(session, SignInTry).values(key=limit.key, tries=1, since=now)
    statement = insert.on_conflict_do_update(
        index_elements=["key"],
        set_={
            "tries": case((is_old, 1), else_=SignInTry.tries + 1),
            "since": case((is_old, now), else_=SignInTry.since),
        },
        where=or_(is_old, SignInTry.tries < limit.most),
    )
    return session.scalar(statement.returning(literal(1))) is not None


def forgive(session: Session, person_id: int, *, address: str = "", browser: str = "") -> None:
    """Start anew for an account whose password was right; what counted the try gets it back."""
    limits = (
        account_limit(person_id, ""),
        browser_limit(browser),
        code_limit(person_id, browser),
        inner_limit(person_id),
    )
    keys = [limit.key for limit in limits]
    session.execute(delete(SignInTry).where(SignInTry.key.in_(keys)))
    if address and not browser:
        tries = update(SignInTry).where(
            SignInTry.key == address_limit(address).key, SignInTry.tries > 0
        )
        session.execute(tries.values(tries=SignInTry.tries - 1))


def forget_old(session: Session) -> None:
    session.execute(delete(SignInTry).where(SignInTry.since <= utcnow() - WINDOW))
