from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Base, Id, Moment


class AuditEntry(Base):
    """One deed. Until sealed its `position` and `digest` are empty; then it never changes.

    The digest covers the digest before it, so a change, a gap or a swap breaks the chain.
    """

    __tablename__ = "audit_entry"
    __table_args__ = (Index("ix_audit_entry_at", "at"),)

    id: Mapped[Id]
    at: Mapped[Moment]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    deed: Mapped[str] = mapped_column(String(64), index=True)
    target: Mapped[str] = mapped_column(String(64), default="")
    details: Mapped[dict[str, Any]]
    position: Mapped[int | None] = mapped_column(unique=True)
    digest: Mapped[str | None] = mapped_column(String(64))
