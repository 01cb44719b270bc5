"""Where the schools of the rows live: in SQLite files, or in a PostgreSQL of their own.

`--database postgresql` (or LMS_TEST_DATABASE, as for the tests) runs a cluster for the time of the
bench. It does not wait for the disk, and ours and the bare view beside it write to the same.
"""

import atexit
import os
from collections.abc import Callable
from contextlib import ExitStack
from functools import cache
from pathlib import Path

from lms.config import Config
from tests.conftest import new_config
from tests.servers.postgresql import databases


def new_school(folder: Path) -> Config:
    """Return the settings of a school in this folder, on the database that is measured."""
    return new_config(folder, new_url())


def new_url() -> str | None:
    """Return the address of a new database, none for a file of the school's own."""
    if os.environ.get("LMS_TEST_DATABASE", "sqlite") == "sqlite":
        return None
    return _cluster()()


@cache
def _cluster() -> Callable[..., str]:
    kept = ExitStack()
    atexit.register(kept.close)
    return kept.enter_context(databases())
