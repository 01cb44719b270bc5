"""What people do with their own accounts.

Hashing is slow on purpose: it happens outside of transactions, so that a morning of sign-ins does
not queue behind the write lock.
"""

from typing import NamedTuple

from sqlalchemy import update
from sqlalchemy.orm import Session

from lms import audit
from lms.db import Database, took_effect
from lms.errors import Conflict, FieldError, Invalid
from lms.people import queries, throttle
from lms.people.actor import Actor
from lms.people.alerts import alert
from lms.people.browsers import Browser
from lms.people.models import Person
from lms.people.passwords import COMMON, hash_password, is_password
from lms.people.sessions import revoke_all
from lms.people.throttle import Limit

SHORTEST_PASSWORD = 8
FEWEST_SIGNS = 4  # different ones


class Attempt(NamedTuple):
    """What somebody typed to sign in, from where, and in whose browser if that is known."""

    login: str
    password: str
    address: str
    browser: Browser | None = None


def authenticate(database: Database, attempt: Attempt) -> Person | None:
    """Return the active person with this login (or staff number) and password.

    Each attempt is counted first: raises TooMany. Whether there is such a person shows neither in
    the answer nor in the time it takes.
    """
    with database.session(write=False) as session:
        person = queries.person_by_login(session, attempt.login)
    throttle.count_try(database, _limits(person.id if person else None, attempt))
    genuine = is_password(attempt.password, person.password_hash if person else None)
    return person if genuine else None


def _limits(person_id: int | None, attempt: Attempt) -> list[Limit]:
    if attempt.browser and attempt.browser.person_id == person_id:
        return [throttle.browser_limit(attempt.browser.name)]
    account = throttle.account_limit(person_id, attempt.login)
    return [account, throttle.address_limit(attempt.address)]


def change_password(
    database: Database, actor: Actor, old: str, new: str, *, but: int | None = None
) -> None:
    """Replace the actor's own password, and end the other sessions: all, `but` the one asking.

    Raises TooMany, or Invalid naming the field that does not do.
    """
    with database.session(write=False) as session:
        person = session.get_one(Person, actor.id)
    throttle.count_try(database, [throttle.inner_limit(person.id)])
    if not is_password(old, person.password_hash):
        raise Invalid(errors=[FieldError("old", "现在的密码不正确。")])
    if old == new:
        raise Invalid(errors=[FieldError("new", "新密码不能与现在的密码相同。")])
    check_new_password(new, person)
    fresh = hash_password(new)
    with database.session(write=True) as session:
        _replace_password(session, person, fresh)
        revoke_all(session, person.id, but=but)
        throttle.forgive(session, person.id)
        session.commit()


def prove_password(database: Database, actor: Actor, password: str) -> None:
    """Make sure that it is the owner who asks, before a deed that a stolen browser must not do."""
    with database.session(write=False) as session:
        person = session.get_one(Person, actor.id)
    throttle.count_try(database, [throttle.inner_limit(person.id)])
    if not is_password(password, person.password_hash):
        raise Invalid(errors=[FieldError("password", "密码不正确。")])
    with database.session(write=True) as session:
        throttle.forgive(session, person.id)
        session.commit()


def _replace_password(session: Session, person: Person, fresh: str) -> None:
    """Write the new hash unless an administrator has reset the password meanwhile."""
    unchanged = update(Person).where(
        Person.id == person.id, Person.password_hash == person.password_hash
    )
    replaced = unchanged.values(password_hash=fresh, must_change_password=False)
    if not took_effect(session, replaced):
        raise Conflict("密码刚刚被重置，请用收到的链接设置新密码。")
    audit.record(session, person.id, "password.change", f"person:{person.id}")
    alert(session, person.id, "password.change")


def check_new_password(password: str, person: Person) -> None:
    """Hold a new password to its length, and to not being what everybody tries first."""
    if len(password) < SHORTEST_PASSWORD:
        message, values = "密码至少需要 %(least)s 个字符。", {"least": SHORTEST_PASSWORD}
        raise Invalid(errors=[FieldError("new", message, dict(values))])
    plain = password.casefold()
    if plain in {person.login.casefold(), (person.staff_number or "").casefold()}:
        raise Invalid(errors=[FieldError("new", "密码不能与登录名或工号相同。")])
    if plain in COMMON or len(set(plain)) < FEWEST_SIGNS:
        raise Invalid(errors=[FieldError("new", "这个密码太常见，容易被猜到，请换一个。")])


def set_password(person: Person, password: str, *, must_change: bool) -> None:
    person.password_hash = hash_password(password)
    person.must_change_password = must_change and not person.is_demo
