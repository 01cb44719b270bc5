"""Bringing a database to the shape that the code expects."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config as AlembicConfig
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from lms.db.base import Base
from lms.db.engine import Database

FOLDER = Path(__file__).parent / "migrations"
LOCK = 7_046_029  # any number that nothing else in this database locks


def upgrade(database: Database, revision: str = "head") -> None:
    """Migrate up; a second process that starts at the same time waits and finds it done."""
    _run(database, lambda config: command.upgrade(config, revision))


def downgrade(database: Database, revision: str) -> None:
    _run(database, lambda config: command.downgrade(config, revision))


def draft(database: Database, message: str) -> None:
    """Write a migration from what the models have and the database lacks."""
    _run(database, lambda config: command.revision(config, message, autogenerate=True))


def is_current(database: Database) -> bool:
    with database.engine.connect() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    return found == head()


def head() -> str:
    """Return the newest revision that this release knows."""
    return str(ScriptDirectory(str(FOLDER)).get_current_head())


def differences(database: Database) -> list[Any]:
    """Return what the models and the migrated database disagree on: nothing, in a release."""
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, Base.metadata))


def _run(database: Database, step: Callable[[AlembicConfig], object]) -> None:
    config = AlembicConfig()
    config.set_main_option("script_location", str(FOLDER))
    # On SQLite BEGIN IMMEDIATE is the lock of migrations: they are transactional there too.
    engine = database.engine.execution_options(begin="IMMEDIATE")
    with engine.connect() as connection, _rebuilding(connection), connection.begin():
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
        config.attributes["connection"] = connection
        step(config)
        if connection.dialect.name == "sqlite":
            _check_references(connection)


@contextmanager
def _rebuilding(connection: Connection) -> Iterator[None]:
    """Let SQLite build a table anew under those that refer to it, as its changes of tables do.

    It can be told so outside of a transaction only; at the end all references are checked.
    """
    driver: Any = connection.connection.driver_connection
    if connection.dialect.name != "sqlite":
        yield
        return
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


def _check_references(connection: Connection) -> None:
    lost = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(10)
    if lost:
        raise RuntimeError(f"references to nothing after migrating: {[tuple(row) for row in lost]}")
