"""Server-side sessions: signing in, staying, being thrown out.

A session idles out and ends for good after so many hours (settings). It is read, and touched at
most once a minute, in short transactions of its own, apart from the request's.
"""

import hashlib
import secrets
from contextlib import suppress
from datetime import datetime, timedelta

from flask import Flask, Request, request
from flask_login import LoginManager
from sqlalchemy import Connection, delete, update
from sqlalchemy.orm import Session

from lms import audit
from lms.db import today, took_effect, utcnow
from lms.errors import NotFound, Unavailable
from lms.people import queries
from lms.people.actor import Account, Actor
from lms.people.factors.queries import factor
from lms.people.models import WebSession
from lms.web import current_database, current_rules, current_settings
from lms.web.flask import turn_to_present
from lms.web.guard import is_quiet
from lms.web.session import has_bearer

TOUCH_EVERY = timedelta(minutes=1)
API_TOKEN_DAYS = 30
LONGEST_AGENT = 200
KEPT = timedelta(days=190)


def open_session(session: Session, person_id: int, *, is_api: bool) -> tuple[str, datetime]:
    """Make a session for the person and return its token (kept nowhere) and when it ends."""
    now = utcnow()
    hours = timedelta(hours=current_rules().session_hours)
    expires_at = now + (timedelta(days=API_TOKEN_DAYS) if is_api else hours)
    token = secrets.token_urlsafe(32)
    session.add(
        WebSession(
            token_hash=hash_token(token),
            person_id=person_id,
            is_api=is_api,
            expires_at=expires_at,
            address=request.remote_addr or "",
            agent=request.user_agent.string[:LONGEST_AGENT],
        )
    )
    return token, expires_at


def hash_token(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def revoke(session: Session, actor: Actor, session_id: int) -> None:
    """End one of the actor's own sessions. Ending it twice is one end."""
    mine = update(WebSession).where(
        WebSession.id == session_id,
        WebSession.person_id == actor.id,
        WebSession.revoked_at.is_(None),
    )
    if not took_effect(session, mine.values(revoked_at=utcnow())):
        raise NotFound("没有找到这个登录。")
    audit.record(session, actor.id, "session.revoke", f"session:{session_id}")


def revoke_all(session: Session, person_id: int, *, but: int | None = None) -> None:
    """End the person's sessions, all or all but one."""
    ending = update(WebSession).where(
        WebSession.person_id == person_id, WebSession.revoked_at.is_(None)
    )
    if but is not None:
        ending = ending.where(WebSession.id != but)
    session.execute(ending.values(revoked_at=utcnow()))


def forget_old(session: Session) -> None:
    """Drop sessions that ended half a year ago: so long such records have to be kept."""
    session.execute(delete(WebSession).where(WebSession.expires_at < utcnow() - KEPT))


def install(app: Flask) -> None:
    manager = LoginManager(app)
    manager.session_protection = None  # phones change their address; the token is what counts
    manager.user_loader(load_account)
    manager.request_loader(load_bearer)


def load_account(token: str) -> Account | None:
    return None if has_bearer() else _load(token, is_api=False)


def load_bearer(req: Request) -> Account | None:
    """Read a bearer token. Where one is sent, cookies are not looked at."""
    if not has_bearer():
        return None
    return _load(req.headers["Authorization"].split(" ", 1)[1].strip(), is_api=True)


def _load(token: str, *, is_api: bool) -> Account | None:
    settings, now = current_settings(), utcnow()
    with current_database().reading() as connection:
        found = queries.signed_in(connection, hash_token(token))
        if found is None:
            return None
        turn_to_present(connection, found.decided)
        if found.is_api is not is_api or _is_over(found, now):
            return None
        grants = queries.grants_of(connection, found.person_id, today(settings.zone))
        actor = Actor(found.person_id, found.login, found.name, grants)
        due = _due(connection, found, actor)
    account = Account(token, found.session_id, actor, seen_at=found.seen_at, due=due)
    if now - found.seen_at >= TOUCH_EVERY and not is_quiet(request.endpoint):
        _touch(found.session_id, now)
    return account


def _due(connection: Connection, found: queries.SignedIn, actor: Actor) -> str | None:
    """Return the page that comes first: a new password, or the second factor of a role."""
    if found.must_change:
        return "people.password"
    needs_factor = bool(actor.roles & current_rules().second_factor_roles)
    if needs_factor and factor(connection, actor.id) is None:
        return "factors.show"
    return None


def _is_over(found: queries.SignedIn, now: datetime) -> bool:
    """Programs and beats are held to the absolute end only: neither can sit idle before a page."""
    if now >= found.expires_at:
        return True
    idle = timedelta(minutes=current_rules().idle_minutes)
    is_idle = now - found.seen_at >= idle
    return is_idle and not found.is_api and not is_quiet(request.endpoint)


def _touch(session_id: int, now: datetime) -> None:
    """Note that the session is in use; when the database is busy, the next request will."""
    touched = update(WebSession).where(WebSession.id == session_id, WebSession.seen_at < now)
    with suppress(Unavailable), current_database().session(write=True) as session:
        session.execute(touched.values(seen_at=now))
        session.commit()
