from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import exists, or_, select, update
from sqlalchemy.orm import Session

from lms import audit
from lms.db import took_effect, utcnow
from lms.errors import Conflict, FieldError, Invalid, NotFound, demand
from lms.people.actor import Actor
from lms.people.memberships.services import Joining, join
from lms.people.models import MemberStatus, Person, Post, WebSession
from lms.people.policy import held_on, may_administer
from lms.people.posts.services import LAST_ADMIN, admin_on, hold_admins
from lms.people.roles import Role
from lms.people.sessions import revoke_all


@dataclass(frozen=True, slots=True)
class PersonDraft:
    login: str
    staff_number: str | None
    name: str
    status: MemberStatus


def admit(session: Session, actor: Actor, draft: PersonDraft, joining: Joining) -> Person:
    """Give somebody an account and a home unit. They set their password by a link."""
    demand(may_administer(actor))
    person = Person(**asdict(draft))
    _check_names(session, draft, but=None)
    session.add(person)
    session.flush()
    join(session, actor, person, joining)
    _tell(session, actor, "person.admit", person, login=draft.login, name=draft.name)
    return person


def revise(session: Session, actor: Actor, person: Person, draft: PersonDraft) -> None:
    demand(may_administer(actor))
    _check_names(session, draft, but=person.id)
    changes: dict[str, Any] = {}
    for name, value in asdict(draft).items():
        before = getattr(person, name)
        if before != value:
            changes[name] = [before, value]
            setattr(person, name, value)
    session.flush()
    if changes:
        _tell(session, actor, "person.revise", person, changes=changes)


def deactivate(session: Session, actor: Actor, person: Person, day: date) -> None:
    """Close the account: nobody signs in with it any more, what was done with it stays.

    Closing it twice is one closing. The last administrator's is not closed.
    """
    demand(may_administer(actor))
    if person.id == actor.id:
        raise Conflict("不能停用自己的账号。")
    hold_admins(session)
    is_admin = exists().where(
        Post.person_id == Person.id, Post.role == Role.admin, held_on(Post, day)
    )
    spared = admin_on(day, but=lambda post: post.person_id == Person.id)
    closing = update(Person).where(Person.id == person.id, or_(~is_admin, spared))
    if not took_effect(session, closing.values(is_active=False)):
        raise Conflict(LAST_ADMIN)
    revoke_all(session, person.id)
    _tell(session, actor, "person.deactivate", person)


def reactivate(session: Session, actor: Actor, person: Person) -> None:
    demand(may_administer(actor))
    session.execute(update(Person).where(Person.id == person.id).values(is_active=True))
    _tell(session, actor, "person.reactivate", person)


def end_session(session: Session, actor: Actor, person: Person, session_id: int) -> None:
    """End one session of somebody. Ending it twice is one end."""
    demand(may_administer(actor))
    live = update(WebSession).where(
        WebSession.id == session_id,
        WebSession.person_id == person.id,
        WebSession.revoked_at.is_(None),
    )
    if not took_effect(session, live.values(revoked_at=utcnow())):
        raise NotFound("没有找到这个登录。")
    _tell(session, actor, "session.revoke", person, ended=session_id)


def end_sessions(session: Session, actor: Actor, person: Person) -> None:
    """End every session of somebody, programs' too."""
    demand(may_administer(actor))
    revoke_all(session, person.id)
    _tell(session, actor, "session.revoke_all", person)


def _check_names(session: Session, draft: PersonDraft, *, but: int | None) -> None:
    """Refuse a login or staff number that is another's login or staff number: both sign in."""
    names = [name for name in (draft.login, draft.staff_number) if name]
    others = select(Person.login, Person.staff_number).where(
        or_(Person.login.in_(names), Person.staff_number.in_(names)),
        Person.id != but if but else Person.id.is_not(None),
    )
    taken = {name for row in session.execute(others) for name in row}
    errors = [
        FieldError(field, "“%(value)s”已被使用，请换一个。", {"value": value})
        for field, value in (("login", draft.login), ("staff_number", draft.staff_number))
        if value and value in taken
    ]
    if errors:
        raise Invalid(errors=errors)


def _tell(session: Session, actor: Actor, deed: str, person: Person, **details: object) -> None:
    audit.record(session, actor.id, deed, f"person:{person.id}", **details)
