from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Base, Id, Moment
from lms.people.models import Person


class SecondFactor(Base):
    """The secret that a person's telephone shares with the school, kept encrypted.

    It counts once confirmed by a first code. A code of `last_step` or before is not taken again.
    """

    __tablename__ = "second_factor"

    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), primary_key=True)
    secret: Mapped[str] = mapped_column(String(255))
    created_at: Mapped[Moment]
    confirmed_at: Mapped[datetime | None]
    last_step: Mapped[int] = mapped_column(BigInteger, default=0)


class RecoveryCode(Base):
    """Stands for the telephone, once."""

    __tablename__ = "recovery_code"

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    used_at: Mapped[datetime | None]
