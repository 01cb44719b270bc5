from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Base, Id, Moment
from lms.people.models import Person


class Purpose(StrEnum):
    activation = "activation"
    reset = "reset"


class OneTimeLink(Base):
    """Lets whoever holds it set the person's password, once. Only the hash of its code is kept.

    It ends by being used, by a newer one, or by time.
    """

    __tablename__ = "one_time_link"

    id: Mapped[Id]
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    purpose: Mapped[Purpose]
    made_by: Mapped[int | None] = mapped_column(ForeignKey(Person.id), index=True)
    created_at: Mapped[Moment]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    replaced_at: Mapped[datetime | None]
