"""Schools as earlier releases left them, to be migrated with their data.

    python -m tests.house.stored 0.1      writes tests/house/schools/0.1.json

run once in the checkout that is released; from then on the file stays as it is.
"""

import base64
import json
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Column, Connection, MetaData, Table, func, insert, select

from lms.db import Database, migrate
from tests.conftest import new_config, opened
from tests.factories import build_school
from tests.house.world import furnish

FOLDER = Path(__file__).with_name("schools")
READ: dict[type, Callable[[Any], Any]] = {
    bytes: base64.b64decode,
    date: date.fromisoformat,
    datetime: datetime.fromisoformat,
    Decimal: Decimal,
}


def dump(database: Database) -> dict[str, list[dict[str, Any]]]:
    """Return all rows of all tables, as JSON can hold them."""
    with database.engine.connect() as connection:
        return {
            table.name: [
                {name: _written(value) for name, value in row.items()}
                for row in connection.execute(select(table).order_by(*table.primary_key)).mappings()
            ]
            for table in _tables(connection)
        }


def load(database: Database, stored: dict[str, list[dict[str, Any]]]) -> None:
    """Put the rows into an empty database that has the shape of their day."""
    with database.engine.begin() as connection:
        for table in _tables(connection):
            for row in stored[table.name]:
                values = {name: _read(table.c[name], value) for name, value in row.items()}
                connection.execute(insert(table).values(values))
            _count_on(connection, table)


def _tables(connection: Connection) -> list[Table]:
    found = MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name != "alembic_version"]


def _written(value: Any) -> Any:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, datetime) and value.tzinfo is None:
        return value.replace(tzinfo=UTC).isoformat()  # SQLite forgets it; all of ours are in UTC
    if isinstance(value, date):
        return value.isoformat()
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value


def _read(column: Column[Any], value: Any) -> Any:
    read = READ.get(column.type.python_type)
    return read(value) if read and value is not None else value


def _count_on(connection: Connection, table: Table) -> None:
    """Let PostgreSQL number new rows after the stored ones, as SQLite does by itself."""
    keys = list(table.primary_key)
    numbered = len(keys) == 1 and keys[0].type.python_type is int
    if connection.dialect.name == "postgresql" and numbered:
        sequence = func.pg_get_serial_sequence(table.name, keys[0].name)  # NULL without one
        connection.execute(select(func.setval(sequence, func.max(keys[0]))))


def main(release: str) -> None:
    """Write a small school with one of everything."""
    with TemporaryDirectory() as folder, opened(new_config(Path(folder))) as app:
        migrate.upgrade(app.db)
        with app.app_context(), app.db.session(write=True) as session:
            furnish(session, build_school(session))
        rows = json.dumps(dump(app.db), ensure_ascii=False, indent=1)
    (FOLDER / f"{release}.json").write_text(rows + "\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
