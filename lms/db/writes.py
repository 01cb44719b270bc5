"""Writes that decide and act in one statement, so two requests cannot both win."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, Delete, Select, Update, literal
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from lms.db.base import Base
from lms.db.engine import INSERT


def took_effect(session: Session, statement: Update | Delete) -> bool:
    return cast("CursorResult[Any]", session.execute(statement)).rowcount > 0


def hold(session: Session, rows: Select[Any]) -> None:
    """Keep other writers off these rows until the transaction ends.

    For rules over several rows that no one statement can decide: take hold first, then read. On
    SQLite a writer is alone anyway.
    """
    session.execute(rows.with_for_update(key_share=True)).all()


def insert_once(session: Session, row: type[Base], **values: object) -> bool:
    """Insert unless a unique constraint already has such a row; say whether this call did."""
    insert = insert_into(session, row).values(**values)
    # RETURNING, because the row count of an INSERT is not the same on every database
    return session.scalar(insert.on_conflict_do_nothing().returning(literal(1))) is not None


def upsert(
    session: Session,
    row: type[Base],
    keys: Sequence[str],
    values: Mapping[str, object],
    *,
    where: ColumnElement[bool] | None = None,
) -> bool:
    """Insert, or bring the row with the same `keys` up to date where `where` holds of the old row.

    Say whether anything was written: one statement, so of two requests the later fact wins.
    """
    insert = insert_into(session, row).values(**values)
    changed = {name: insert.excluded[name] for name in values if name not in keys}
    statement = insert.on_conflict_do_update(index_elements=list(keys), set_=changed, where=where)
    return session.scalar(statement.returning(literal(1))) is not None


def insert_into(session: Session, row: type[Base]) -> sqlite.Insert | postgresql.Insert:
    """Return the INSERT of this session's database, which knows ON CONFLICT."""
    return INSERT[session.get_bind().dialect.name](row)
