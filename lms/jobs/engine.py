"""huey, and nothing it does not need: the only importer of it.

Wherever the drivers of Redis and PostgreSQL are installed huey imports them, 11 MB in a school
that queues in SQLite. It is imported as where they are missing, which it allows for; a school that
is told to use Redis hands it that driver.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any, cast


@contextmanager
def _missing(*packages: str) -> Iterator[None]:
    """Let packages seem not to be installed: what is None among the modules cannot be imported."""
    modules = cast("dict[str, Any]", sys.modules)
    hidden = {name: modules[name] for name in packages if name in modules}
    modules.update(dict.fromkeys(packages))
    try:
        yield
    finally:
        for name in packages:
            del modules[name]
        modules.update(hidden)


with _missing("redis", "psycopg"):
    _huey: Any = import_module("huey")
    _storage: Any = import_module("huey.storage")

RedisHuey = _huey.RedisHuey
SqliteHuey = _huey.SqliteHuey
crontab = _huey.crontab


def use_redis() -> None:
    """Give huey the driver it was imported without. Opens no connection."""
    redis: Any = import_module("redis")
    _storage.ConnectionPool, _storage.Redis = redis.ConnectionPool, redis.Redis
    _storage.ConnectionError = redis.exceptions.ConnectionError
    _storage.TimeoutError = redis.exceptions.TimeoutError
    _storage.RedisStorage.redis_client = redis.Redis
