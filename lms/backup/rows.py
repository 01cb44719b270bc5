"""All rows of all tables, as lines of JSON, out of one database and into another."""

import base64
import gzip
import json
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Connection, MetaData, Table, func, insert, select

BATCH = 1000
VERSIONS = "alembic_version"  # where the shape of the database is noted: not a row of the school
Row = dict[str, Any]
READ: dict[type, Callable[[Any], Any]] = {
    bytes: base64.b64decode,
    date: date.fromisoformat,
    datetime: datetime.fromisoformat,
    Decimal: Decimal,
}


def tables(connection: Connection) -> list[Table]:
    """Return the tables that the database has, those that others point to first."""
    found = MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name != VERSIONS]


def dumped(connection: Connection, table: Table) -> Iterator[Row]:
    """Give a table's rows as JSON can hold them, by their key."""
    statement = select(table).order_by(*table.primary_key).execution_options(yield_per=BATCH)
    for row in connection.execute(statement).mappings():
        yield {name: _written(value) for name, value in row.items()}


def load(connection: Connection, table: Table, rows: Iterable[Row]) -> int:
    """Put dumped rows into an empty table; return how many there were."""
    columns = list(table.columns)
    count = 0
    ready = _parents_first(table, rows)
    while batch := list(islice(ready, BATCH)):
        values = [{one.name: _read(one, row[one.name]) for one in columns} for row in batch]
        connection.execute(insert(table), values)
        count += len(batch)
    _count_on(connection, table)
    return count


def write_lines(file: Path, rows: Iterable[Row]) -> int:
    """Write a row a line; return how many there were."""
    count = 0
    with gzip.open(file, "wt", encoding="utf-8") as lines:
        for row in rows:
            lines.write(json.dumps(row, ensure_ascii=False) + "\n")
            count += 1
    return count


def read_lines(file: Path) -> Iterator[Row]:
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _written(value: Any) -> Any:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, datetime):  # SQLite forgets the zone; all of ours are in UTC
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value


def _read(column: Column[Any], value: Any) -> Any:
    read = READ.get(column.type.python_type)
    return read(value) if read and value is not None else value


def _parents_first(table: Table, rows: Iterable[Row]) -> Iterator[Row]:
    """Order the rows of a tree: one that points to a row of its own table comes after it."""
    (key, *_more) = (column.name for column in table.primary_key)
    up = {one.parent.name for one in table.foreign_keys if one.column is table.columns[key]}
    if not up:
        yield from rows
        return
    waiting, given = deque(rows), set[Any]()
    passed_over = 0
    while waiting:
        row = waiting.popleft()
        is_ready = all(row[name] is None or row[name] in given for name in up)
        if is_ready or passed_over > len(waiting):  # a circle: the database will say so
            given.add(row[key])
            passed_over = 0
            yield row
        else:
            passed_over += 1
            waiting.append(row)


def _count_on(connection: Connection, table: Table) -> None:
    """Let PostgreSQL number new rows after these, as SQLite does by itself."""
    keys = list(table.primary_key)
    is_numbered = len(keys) == 1 and keys[0].type.python_type is int
    if connection.dialect.name == "postgresql" and is_numbered:
        sequence = func.pg_get_serial_sequence(table.name, keys[0].name)  # NULL without one
        connection.execute(select(func.setval(sequence, func.max(keys[0]))))
