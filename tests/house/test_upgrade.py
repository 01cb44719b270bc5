"""A school of every earlier release comes along with all it holds."""

import json

import pytest
from sqlalchemy import select

from lms.db import Database, migrate
from lms.people import Person
from tests.conftest import new_client, new_config, opened
from tests.house import stored

RELEASES = {"0.1": "0001"}  # the release, and the migration that was its last


@pytest.fixture(params=RELEASES)
def old_school(request, app, new_database):
    """A database as the release left it, and its rows; `app` has every room's models loaded."""
    url = new_database()
    database = Database(url)
    migrate.upgrade(database, RELEASES[request.param])
    rows = json.loads((stored.FOLDER / f"{request.param}.json").read_text("utf-8"))
    stored.load(database, rows)
    yield database, url, rows
    database.engine.dispose()


def test_every_row_of_an_earlier_release_comes_along(old_school):
    database, _url, before = old_school
    migrate.upgrade(database)
    after = stored.dump(database)
    for table, rows in before.items():
        assert [{name: row[name] for name in old} for old, row in zip(rows, after[table], strict=True)
                ] == rows  # fmt: skip
    assert migrate.differences(database) == []


def test_an_upgraded_school_serves_its_people(old_school, tmp_path):
    database, url, _rows = old_school
    migrate.upgrade(database)
    with opened(new_config(tmp_path, url)) as app:
        with app.db.session(write=False) as session:
            people = {one.login: one for one in session.scalars(select(Person))}
        for login, page in {
            "member": "/courses",
            "trainer": "/teach/courses",
            "organizer": "/branch",
            "admin": "/admin/people",
            "auditor": "/admin/audit",
        }.items():
            assert new_client(app, people[login]).get(page).status_code == 200, login
