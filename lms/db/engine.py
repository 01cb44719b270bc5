"""Engine and sessions. The one file that knows which database it is."""

from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from lms.config import ZONE
from lms.db.base import Base
from lms.errors import Unavailable

INSERT: dict[str, Callable[[type[Base]], sqlite.Insert | postgresql.Insert]] = {
    "sqlite": sqlite.insert,
    "postgresql": postgresql.insert,
}
# FULL: an acknowledged answer survives a power cut. The busy timeout is the bound of the queue of
# writers: who waits longer is sent away with 503 and Retry-After.
PRAGMAS = ("foreign_keys=ON", "journal_mode=WAL", "busy_timeout=8000", "synchronous=FULL")
POOL = {"pool_size": 16, "max_overflow": 16, "pool_timeout": 8}


class Database:
    """Opens reading sessions and writing sessions.

    On SQLite a writing session takes the single write lock at BEGIN, so it waits its turn
    instead of failing half-way; a reading session never blocks anyone.
    """

    def __init__(self, url: str, zone: ZoneInfo = ZONE) -> None:
        self.zone = zone
        self.engine = create_engine(url, **POOL)
        if self.engine.dialect.name == "sqlite":
            _keep_private(self.engine)
            _tune_sqlite(self.engine)
        self._reading = self.engine.execution_options(begin="DEFERRED")
        self._writing = self.engine.execution_options(begin="IMMEDIATE")

    def reading(self) -> AbstractContextManager[Connection]:
        """Lend a bare connection for the few reads that come with every request."""
        return self._reading.connect()

    def session(self, *, write: bool) -> Session:
        bind = self._writing if write else self._reading
        return Session(bind, expire_on_commit=False, info={"zone": self.zone})


def day_of(session: Session, moment: datetime) -> date:
    """Return the day that it was at the school: facts that are dated by it need no settings."""
    zone: ZoneInfo = session.info.get("zone", ZONE)
    return moment.astimezone(zone).date()


def _keep_private(engine: Engine) -> None:
    """Make a new file readable by its owner only; SQLite makes those beside it alike."""

    @event.listens_for(engine, "do_connect")
    def _make(_dialect: object, _record: object, where: list[str], _how: object) -> None:
        with suppress(OSError):  # it is there already; or cannot be made, as SQLite will say
            if engine.url.database not in {None, "", ":memory:"}:
                Path(where[0]).touch(0o600, exist_ok=False)


def _tune_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        mode = connection.get_execution_options().get("begin", "DEFERRED")
        try:
            connection.exec_driver_sql(f"BEGIN {mode}")
        except OperationalError as error:
            raise Unavailable("系统繁忙，请稍后再试。", retry_after=2) from error
