from contextlib import ExitStack

import pytest

from lms.config import make_key_file
from lms.db import migrate
from tests.conftest import new_config, opened


@pytest.fixture
def place(tmp_path, new_database):
    """Make an app with an empty database, without tables, and an empty data directory."""
    with ExitStack() as stack:
        yield lambda name: stack.enter_context(opened(new_config(tmp_path / name, new_database())))


@pytest.fixture
def app(place):
    app = place("here")
    migrate.upgrade(app.db)
    make_key_file(app.settings.data_dir)
    return app
