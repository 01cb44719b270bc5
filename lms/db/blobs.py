"""Which files of the blob store may go: the same content is one blob, whoever brought it."""

from collections.abc import Iterable, Iterator

from sqlalchemy import String, select
from sqlalchemy.orm import Session

from lms.db.base import Base

NAMING = ("blob", "fine_blob", "original", "poster")  # columns, in whatever table


def unnamed(session: Session, blobs: Iterable[str]) -> list[str]:
    """Return those that no record in the school names any more.

    Delete them inside the transaction: whoever brings the same content meanwhile writes its
    record after it, and sees that the file is gone.
    """
    asked = set(blobs)
    return sorted(asked.difference(_named(session, asked)))


def _named(session: Session, blobs: set[str]) -> Iterator[str]:
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if column.name in NAMING and isinstance(column.type, String):
                yield from session.scalars(select(column).where(column.in_(blobs)))
