"""How often sign-in may be tried: counted in the database, so right across workers and restarts.

A try is counted before the password is looked at, by one conditional statement; of a hundred at
once exactly the allowed number get through.
"""

from datetime import timedelta

from sqlalchemy import case, delete, literal, or_
from sqlalchemy.orm import Session

from lms.db import Database, utcnow
from lms.db.writes import insert_into
from lms.errors import TooMany
from lms.people.models import SignInTry

WINDOW = timedelta(minutes=15)
TRIES_PER_LOGIN = 6
TRIES_PER_ADDRESS = 60  # a branch office behind one address signs in of a morning


def count_try(database: Database, login: str, address: str) -> None:
    """Count one try, kept whatever becomes of the request. Raises TooMany."""
    keys = ((_login_key(login), TRIES_PER_LOGIN), (f"from:{address}", TRIES_PER_ADDRESS))
    with database.session(write=True) as session:
        allowed = [_count(session, key, most) for key, most in keys]
        session.commit()
    if not all(allowed):
        raise TooMany(
            "尝试次数过多，为保护账号已暂停登录。请 %(minutes)s 分钟后再试。",
            retry_after=int(WINDOW.total_seconds()),
            minutes=WINDOW.seconds // 60,
        )


def forget_tries(session: Session, login: str) -> None:
    """Start anew for a login that has just signed in."""
    session.execute(delete(SignInTry).where(SignInTry.key == _login_key(login)))


def _login_key(login: str) -> str:
    return f"login:{login.casefold()}"


def _count(session: Session, key: str, most: int) -> bool:
    now = utcnow()
    is_old = SignInTry.since < now - WINDOW
    insert = insert_into(session, SignInTry).values(key=key, tries=1, since=now)
    statement = insert.on_conflict_do_update(
        index_elements=["key"],
        set_={
            "tries": case((is_old, 1), else_=SignInTry.tries + 1),
            "since": case((is_old, now), else_=SignInTry.since),
        },
        where=or_(is_old, SignInTry.tries < most),
    )
    return session.scalar(statement.returning(literal(1))) is not None
