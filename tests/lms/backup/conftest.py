from typing import NamedTuple

import pytest

from lms.config import Config, make_key_file
from lms.db import Database
from lms.storage import Blobs
from tests.conftest import lent, new_config


class Place(NamedTuple):
    """Where a school may be put back."""

    db: Database
    blobs: Blobs
    settings: Config


@pytest.fixture
def app(homeless_app, tmp_path, new_database, migrated):
    with lent(homeless_app, new_config(tmp_path / "here", new_database(migrated))) as app:
        make_key_file(app.settings.data_dir)
        yield app


@pytest.fixture
def elsewhere(tmp_path, new_database):
    """A database without tables, and a data directory that is not there."""
    settings = new_config(tmp_path / "elsewhere", new_database())
    place = Place(Database(settings.database_url), Blobs(settings.data_dir / "blobs"), settings)
    yield place
    place.db.engine.dispose()
