from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Base, Id, Moment


class Format(StrEnum):
    xlsx = "xlsx"
    csv = "csv"


class TrailFile(Base):
    """A file that somebody asked for, of the entries up to that moment.

    It is ready once it has a blob, and past its time once it has none any more.
    """

    __tablename__ = "trail_file"

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    search: Mapped[dict[str, Any]]
    last_entry: Mapped[int]
    format: Mapped[Format]
    language: Mapped[str] = mapped_column(String(8))
    job_id: Mapped[int | None] = mapped_column(ForeignKey("job.id"))
    blob: Mapped[str | None] = mapped_column(String(64))
    size: Mapped[int | None]
    created_at: Mapped[Moment]
    ready_at: Mapped[datetime | None]
    expires_at: Mapped[datetime] = mapped_column(index=True)
