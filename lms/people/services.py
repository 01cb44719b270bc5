"""What people do with their own accounts."""

from sqlalchemy.orm import Session

from lms import audit
from lms.db import Database
from lms.errors import FieldError, Invalid
from lms.people import queries
from lms.people.actor import Actor
from lms.people.models import Person
from lms.people.passwords import hash_password, is_password

SHORTEST_PASSWORD = 8


def authenticate(database: Database, login: str, password: str) -> Person | None:
    """Return the active person with this login (or staff number) and password.

    Hashing is slow on purpose: it happens outside the request's transaction, so that a morning
    of sign-ins does not queue behind the write lock.
    """
    with database.session(write=False) as session:
        person = queries.person_by_login(session, login)
    genuine = is_password(password, person.password_hash if person else None)
    return person if genuine else None


def change_password(session: Session, actor: Actor, old: str, new: str) -> None:
    """Replace the actor's own password. Raises Invalid naming the field that does not do."""
    person = session.get_one(Person, actor.id)
    if not is_password(old, person.password_hash):
        raise Invalid(errors=[FieldError("old", "现在的密码不正确。")])
    check_new_password(new, person)
    if old == new:
        raise Invalid(errors=[FieldError("new", "新密码不能与现在的密码相同。")])
    set_password(person, new, must_change=False)
    audit.record(session, actor.id, "password.change", f"person:{person.id}")


def check_new_password(password: str, person: Person) -> None:
    """Hold a new password to its length, and not to the login or staff number itself."""
    if len(password) < SHORTEST_PASSWORD:
        message, values = "密码至少需要 %(least)s 个字符。", {"least": SHORTEST_PASSWORD}
        raise Invalid(errors=[FieldError("new", message, dict(values))])
    if password.casefold() in {person.login.casefold(), (person.staff_number or "").casefold()}:
        raise Invalid(errors=[FieldError("new", "密码不能与登录名或工号相同。")])


def set_password(person: Person, password: str, *, must_change: bool) -> None:
    person.password_hash = hash_password(password)
    person.must_change_password = must_change and not person.is_demo
