"""The migrations make what the models say, and can be taken back."""

import pytest
from sqlalchemy import inspect

from lms.db import Base, Database, migrate


@pytest.fixture
def database(app, new_database):
    """An empty database; `app` has every room's models loaded."""
    database = Database(new_database())
    yield database
    database.engine.dispose()


def tables(database):
    return set(inspect(database.engine).get_table_names()) - {"alembic_version"}


def test_an_upgrade_from_nothing_makes_what_the_models_say(database):
    assert not migrate.is_current(database)
    migrate.upgrade(database)
    assert migrate.differences(database) == []
    assert migrate.is_current(database)


def test_down_and_up_again(database):
    migrate.upgrade(database)
    migrate.downgrade(database, "base")
    assert tables(database) == set()
    migrate.upgrade(database)
    assert tables(database) == set(Base.metadata.tables)
    assert migrate.differences(database) == []


def test_an_upgrade_twice_is_one(database):
    migrate.upgrade(database)
    migrate.upgrade(database)
    assert migrate.is_current(database)


def test_constraints_are_the_same_by_migration_and_by_model(database, new_database):
    """What is compared by name only: checks and partial indexes, which Alembic does not see."""
    migrate.upgrade(database)
    modelled = Database(new_database())
    Base.metadata.create_all(modelled.engine)
    assert constraints(database) == constraints(modelled)
    modelled.engine.dispose()


def constraints(database):
    found = inspect(database.engine)
    return {
        (table, item["name"], " ".join(str(item.get("sqltext", "")).split()))
        for table in tables(database)
        for item in (*found.get_check_constraints(table), *_partial(found, table))
    }


def _partial(found, table):
    for index in found.get_indexes(table):
        options = index.get("dialect_options", {})
        where = options.get("sqlite_where", options.get("postgresql_where"))
        if where is not None:
            yield {"name": index["name"], "sqltext": where}
