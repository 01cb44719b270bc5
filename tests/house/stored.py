"""Schools as earlier releases left them, to be migrated with their data.

    python -m tests.house.stored 0.1      writes tests/house/schools/0.1.json

run once in the checkout that is released; from then on the file stays as it is.
"""

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from lms.backup import rows
from lms.db import Database, migrate
from tests.conftest import new_config, opened
from tests.factories import build_school
from tests.house.world import furnish

FOLDER = Path(__file__).with_name("schools")
Stored = dict[str, list[dict[str, Any]]]


def dump(database: Database) -> Stored:
    with database.engine.connect() as connection:
        return {one.name: list(rows.dumped(connection, one)) for one in rows.tables(connection)}


def load(database: Database, stored: Stored) -> None:
    """Put the rows into an empty database that has the shape of their day."""
    with database.engine.begin() as connection:
        for table in rows.tables(connection):
            rows.load(connection, table, stored[table.name])


def main(release: str) -> None:
    """Write a small school with one of everything."""
    with TemporaryDirectory() as folder, opened(new_config(Path(folder))) as app:
        migrate.upgrade(app.db)
        with app.app_context(), app.db.session(write=True) as session:
            furnish(session, build_school(session))
        told = json.dumps(dump(app.db), ensure_ascii=False, indent=1)
    (FOLDER / f"{release}.json").write_text(told + "\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
