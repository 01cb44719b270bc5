"""What is known about second factors."""

from typing import NamedTuple

from sqlalchemy import Connection, func, select
from sqlalchemy.orm import Session

from lms.people.factors.models import RecoveryCode, SecondFactor


class Factor(NamedTuple):
    """A second factor that counts, its secret still sealed."""

    person_id: int
    secret: str
    last_step: int


def factor(session: Session | Connection, person_id: int) -> Factor | None:
    statement = select(SecondFactor.person_id, SecondFactor.secret, SecondFactor.last_step).where(
        SecondFactor.person_id == person_id, SecondFactor.confirmed_at.is_not(None)
    )
    row = session.execute(statement).first()
    return Factor(*row) if row else None


def codes_left(session: Session, person_id: int) -> int:
    unused = select(func.count()).where(
        RecoveryCode.person_id == person_id, RecoveryCode.used_at.is_(None)
    )
    return session.scalar(unused) or 0
