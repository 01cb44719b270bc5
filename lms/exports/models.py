from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Base, Id, Moment


class ExportState(StrEnum):
    """`failed`: what was asked for could not be had any more, for instance the scope is gone."""

    queued = "queued"
    ready = "ready"
    failed = "failed"
    expired = "expired"


class Format(StrEnum):
    xlsx = "xlsx"
    csv = "csv"
    pdf = "pdf"


class Export(Base):
    """Something as a file. It shows what was true at the moment at which it was asked for.

    `report` names its kind, `parameters` say what was asked, as the kind understands it.
    """

    __tablename__ = "export"
    __table_args__ = (
        CheckConstraint("(state = 'ready') = (blob IS NOT NULL)", name="ready_has_a_file"),
    )

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    report: Mapped[str] = mapped_column(String(32))
    format: Mapped[str] = mapped_column(String(8), default=Format.xlsx, server_default="xlsx")
    parameters: Mapped[dict[str, Any]]
    language: Mapped[str] = mapped_column(String(8), default="zh")
    state: Mapped[ExportState] = mapped_column(default=ExportState.queued)
    job_id: Mapped[int | None] = mapped_column(ForeignKey("job.id"))
    blob: Mapped[str | None] = mapped_column(String(64))
    size: Mapped[int | None]
    failure: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[Moment]
    ready_at: Mapped[datetime | None]
    expires_at: Mapped[datetime] = mapped_column(index=True)
