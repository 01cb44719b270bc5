from datetime import datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Id, Moment


class Noted:
    """What a person wrote down at a place. Nobody else ever reads it.

    A removed note can be taken back for a day, then it is forgotten.
    """

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    text: Mapped[str] = mapped_column(Text)
    created_at: Mapped[Moment]
    changed_at: Mapped[Moment]
    removed_at: Mapped[datetime | None]
