"""Setting a second factor up, asking for it at sign-in, taking it away.

A code is taken once: its step moves on in one conditional statement, so a code seen over a shoulder
is worth nothing any more.
"""

from sqlalchemy import delete, insert, update
from sqlalchemy.orm import Session

from lms import audit
from lms.db import Database, took_effect, upsert, utcnow
from lms.errors import Conflict, FieldError, Invalid, Unauthenticated, demand
from lms.people import throttle
from lms.people.actor import Actor
from lms.people.alerts import alert
from lms.people.factors import totp, vault
from lms.people.factors.models import RecoveryCode, SecondFactor
from lms.people.factors.queries import factor
from lms.people.models import Person
from lms.people.passwords import hash_code, new_code
from lms.people.policy import may_administer

RECOVERY_CODES = 10
GROUPS = 3  # 59 bits
WRONG = "验证码不正确，或者已经用过。请输入手机上最新的 6 位数字。"


def begin(session: Session, actor: Actor, school_key: str) -> bytes:
    """Make a secret that counts once a first code confirms it. Beginning anew makes another."""
    secret = totp.new_secret()
    values = {
        "person_id": actor.id,
        "secret": vault.seal(secret, actor.id, school_key),
        "created_at": utcnow(),
        "last_step": 0,
    }
    unconfirmed = SecondFactor.confirmed_at.is_(None)
    if not upsert(session, SecondFactor, ["person_id"], values, where=unconfirmed):
        raise Conflict("两步验证已经启用。")
    return secret


def pending(session: Session, actor: Actor, school_key: str) -> bytes | None:
    """Return the secret that waits for its first code."""
    kept = session.get(SecondFactor, actor.id)
    if kept is None or kept.confirmed_at is not None:
        return None
    try:
        return vault.unseal(kept.secret, actor.id, school_key)
    except vault.Sealed:
        return None


def confirm(session: Session, actor: Actor, secret: bytes, code: str) -> list[str]:
    """Let the factor count from now on; return the recovery codes, told this once."""
    step = totp.step_of(secret, code, utcnow())
    if step is None:
        raise Invalid(errors=[FieldError("code", WRONG)])
    waiting = update(SecondFactor).where(
        SecondFactor.person_id == actor.id, SecondFactor.confirmed_at.is_(None)
    )
    if not took_effect(session, waiting.values(confirmed_at=utcnow(), last_step=step)):
        raise Conflict("两步验证已经启用。")
    audit.record(session, actor.id, "factor.confirm", f"person:{actor.id}")
    return _new_codes(session, actor.id)


def renew_codes(session: Session, actor: Actor) -> list[str]:
    """Make new recovery codes; the old ones are worth nothing."""
    if factor(session, actor.id) is None:
        raise Conflict("还没有启用两步验证。")
    audit.record(session, actor.id, "factor.codes", f"person:{actor.id}")
    return _new_codes(session, actor.id)


def _new_codes(session: Session, person_id: int) -> list[str]:
    session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person_id))
    codes = [new_code(GROUPS) for _ in range(RECOVERY_CODES)]
    rows = [{"person_id": person_id, "code_hash": hash_code(code)} for code in codes]
    session.execute(insert(RecoveryCode), rows)
    return codes


def demand_code(
    database: Database, person: Person, code: str, school_key: str, browser: str = ""
) -> None:
    """Let somebody with a second factor pass with a code of it; others pass without.

    They have given the password; tries are counted apart in a `browser` of theirs. Raises
    TooMany, Unauthenticated.
    """
    with database.session(write=False) as session:
        kept = factor(session, person.id)
    if kept is None:
        return
    if not code:
        raise Unauthenticated("请输入两步验证的验证码（otp）。")
    throttle.count_try(database, [throttle.code_limit(person.id, browser)])
    with database.session(write=True) as session:
        if not (
            _spend_step(session, person.id, code, school_key)
            or _spend_recovery(session, person.id, code)
        ):
            raise Unauthenticated(WRONG)
        session.commit()


def _spend_step(session: Session, person_id: int, code: str, school_key: str) -> bool:
    kept = factor(session, person_id)
    try:
        secret = vault.unseal(kept.secret, person_id, school_key) if kept else None
    except vault.Sealed:
        return False
    step = totp.step_of(secret, code, utcnow()) if secret else None
    if step is None:
        return False
    fresh = update(SecondFactor).where(
        SecondFactor.person_id == person_id, SecondFactor.last_step < step
    )
    return took_effect(session, fresh.values(last_step=step))


def _spend_recovery(session: Session, person_id: int, code: str) -> bool:
    unused = update(RecoveryCode).where(
        RecoveryCode.person_id == person_id,
        RecoveryCode.code_hash == hash_code(code),
        RecoveryCode.used_at.is_(None),
    )
    if not took_effect(session, unused.values(used_at=utcnow())):
        return False
    audit.record(session, person_id, "factor.recover", f"person:{person_id}")
    alert(session, person_id, "factor.recover")
    return True


def remove_own(session: Session, actor: Actor, *, is_demanded: bool) -> None:
    if is_demanded:
        raise Conflict("您的角色需要两步验证，不能停用。")
    _remove(session, actor, actor.id)


def remove(session: Session, actor: Actor, person: Person) -> None:
    """Take the factor from somebody who has lost telephone and codes."""
    demand(may_administer(actor))
    if person.id == actor.id:
        raise Conflict("自己的两步验证请在“登录与密码”中停用。")
    _remove(session, actor, person.id)


def _remove(session: Session, actor: Actor, person_id: int) -> None:
    """Removing what is not there is no deed."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person_id))
    if took_effect(session, delete(SecondFactor).where(SecondFactor.person_id == person_id)):
        audit.record(session, actor.id, "factor.remove", f"person:{person_id}")
        alert(session, person_id, "factor.remove")
