"""What in the whole school refers to a record: as long as anything does, it is not deleted."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Column, ColumnElement, false, or_, select

from lms.db import Base


def referred_to(key: Any, row: type[Base], *, but: Collection[type[Base]]) -> ColumnElement[bool]:
    """Say in SQL whether the `row` with this key is referred to, from tables other than `but`.

    Each table is read once for all keys, not once for each.
    """
    spared = {table.__tablename__ for table in but}
    columns = [column for column in _referring(row) if column.table.name not in spared]
    return or_(false(), *(key.in_(select(column).where(column.is_not(None))) for column in columns))


def _referring(row: type[Base]) -> list[Column[Any]]:
    target = row.__table__.primary_key.columns[0]  # type: ignore[attr-defined]
    return [
        key.parent
        for table in Base.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column is target
    ]
