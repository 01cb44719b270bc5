"""What the house reads about people."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Connection, Date, bindparam, literal, or_, select
from sqlalchemy.orm import Session

from lms.db import Page, paged
from lms.decisions.queries import VERSION, Version
from lms.people.actor import Actor, Grant
from lms.people.models import Membership, OrgUnit, Person, Post, WebSession
from lms.people.policy import held_on, home_on
from lms.people.roles import Role

HISTORY = timedelta(days=90)
HISTORY_PAGE = 20


class SignedIn(NamedTuple):
    """A live session with the person behind it, and how far the school's decisions have come."""

    session_id: int
    person_id: int
    login: str
    name: str
    must_change: bool
    is_api: bool
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    last_rule: int
    last_maintenance: int

    @property
    def decided(self) -> Version:
        return Version(self.last_rule, self.last_maintenance)


# Every request asks these: the statements are made once, not each time.
_SIGNED_IN = (
    select(
        WebSession.id,
        Person.id,
        Person.login,
        Person.name,
        Person.must_change_password,
        WebSession.is_api,
        WebSession.created_at,
        WebSession.seen_at,
        WebSession.expires_at,
        *VERSION,
    )
    .join(Person, Person.id == WebSession.person_id)
    .where(
        WebSession.token_hash == bindparam("token_hash"),
        WebSession.revoked_at.is_(None),
        Person.is_active,
    )
)
_DAY = bindparam("day", type_=Date)
_POSTS = (
    select(Post.role, OrgUnit.id, OrgUnit.path)
    .join(OrgUnit, OrgUnit.id == Post.unit_id)
    .where(Post.person_id == bindparam("person_id"), held_on(Post, _DAY))
)
_MEMBERSHIPS = (
    select(literal(Role.member, Post.role.type), Membership.unit_id, OrgUnit.path)
    .join(OrgUnit, OrgUnit.id == Membership.unit_id)
    .where(Membership.person_id == bindparam("person_id"), held_on(Membership, _DAY))
)
_GRANTS = _POSTS.union_all(_MEMBERSHIPS)


def signed_in(connection: Connection, token_hash: str) -> SignedIn | None:
    row = connection.execute(_SIGNED_IN, {"token_hash": token_hash}).first()
    return SignedIn(*row) if row else None


def grants_of(connection: Connection, person_id: int, day: date) -> frozenset[Grant]:
    """Return what posts and memberships grant on a day."""
    held = connection.execute(_GRANTS, {"person_id": person_id, "day": day})
    return frozenset(Grant(*row) for row in held)


def actor_of(session: Session, person: Person, day: date) -> Actor:
    session.flush()  # a bare connection does not write what waits, as a session would
    grants = grants_of(session.connection(), person.id, day)
    return Actor(person.id, person.login, person.name, grants)


def person_by_login(session: Session, login: str) -> Person | None:
    """Find an active person by login or staff number."""
    statement = select(Person).where(
        or_(Person.login == login, Person.staff_number == login), Person.is_active
    )
    return session.scalars(statement.order_by(Person.login != login).limit(1)).first()


class SessionRow(NamedTuple):
    """A signed-in browser or program, as its owner sees it."""

    id: int
    is_api: bool
    created_at: datetime
    seen_at: datetime
    address: str
    agent: str


def sessions_of(session: Session, person_id: int, now: datetime) -> list[SessionRow]:
    statement = (
        select(
            WebSession.id,
            WebSession.is_api,
            WebSession.created_at,
            WebSession.seen_at,
            WebSession.address,
            WebSession.agent,
        )
        .where(
            WebSession.person_id == person_id,
            WebSession.revoked_at.is_(None),
            WebSession.expires_at > now,
        )
        .order_by(WebSession.seen_at.desc())
    )
    return [SessionRow(*row) for row in session.execute(statement)]


class SignIn(NamedTuple):
    """A sign-in of the last months, and how its session ended if it did."""

    id: int
    is_api: bool
    created_at: datetime
    address: str
    agent: str
    revoked_at: datetime | None
    expires_at: datetime


def sign_ins(session: Session, person_id: int, now: datetime, number: int = 1) -> Page[SignIn]:
    statement = (
        select(
            WebSession.id,
            WebSession.is_api,
            WebSession.created_at,
            WebSession.address,
            WebSession.agent,
            WebSession.revoked_at,
            WebSession.expires_at,
        )
        .where(WebSession.person_id == person_id, WebSession.created_at > now - HISTORY)
        .order_by(WebSession.created_at.desc(), WebSession.id.desc())
    )
    return paged(session, statement, SignIn, number, HISTORY_PAGE)


def primary_unit(session: Session, person_id: int, day: date) -> OrgUnit | None:
    statement = (
        select(OrgUnit)
        .join(Membership, Membership.unit_id == OrgUnit.id)
        .where(Membership.person_id == person_id, home_on(day))
    )
    return session.scalars(statement.limit(1)).first()
