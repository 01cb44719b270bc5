"""Fixtures of the whole suite: an app, a session that is rolled back, a school full of people."""

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from copy import deepcopy
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from flask import session as cookie
from flask.testing import FlaskClient
from flask_wtf.csrf import generate_csrf
from hypothesis import HealthCheck, settings
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import Connection, Engine, event, make_url
from sqlalchemy.orm import Session

from courses.demo.services import load
from lms.config import Config
from lms.db import Base, Database, migrate
from lms.decisions import Book
from lms.jobs.transport import Transport
from lms.mail import composing
from lms.mail.composing import composers_of
from lms.people import Person, passwords, sessions
from lms.storage import Blobs
from lms.web import LMS
from tests.factories import PASSWORD, School, build_school
from tests.servers.postgresql import databases
from wsgi import create_app

pytest_plugins = ("tests.needs",)

HOUSE = Path(__file__).parent / "house"
TEMPLATES = FileSystemBytecodeCache()  # compiled once, for all apps and all runs

settings.register_profile(
    "normal",
    deadline=None,  # the machine is shared
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
settings.register_profile("full", settings.get_profile("normal"), max_examples=1000)
settings.load_profile("normal")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the walks of the house, the longest of all: workers then end together."""
    items.sort(key=lambda item: not item.path.is_relative_to(HOUSE))


def pytest_collection_finish() -> None:
    """Keep the garbage collector from what stays for good: it took a fifth of all time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000)


@pytest.fixture(scope="session", autouse=True)
def _cheap_hashes() -> Iterator[None]:
    """Hash passwords in no time: what a guesser pays for each is no matter of these tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            passwords, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        )
        yield


class OneConnection(Database):
    """A Database whose sessions all live inside one transaction, rolled back at the end."""

    def __init__(self, connection: Connection) -> None:
        self.engine = connection.engine
        self.connection = connection

    def reading(self) -> AbstractContextManager[Connection]:
        return nullcontext(self.connection)

    def session(self, *, write: bool) -> Session:
        return Session(
            self.connection, join_transaction_mode="create_savepoint", expire_on_commit=False
        )


def new_config(folder: Path, database_url: str | None = None, **settings) -> Config:
    return Config(
        secret_key="test" * 10,
        database_url=database_url or f"sqlite:///{folder}/school.db",
        data_dir=folder,
        testing=True,
        **{"access_log": False} | settings,
    )


def new_client(app: LMS, person: Person | None = None) -> FlaskClient:
    """A browser with a valid token, signed in if there is a person."""
    client = app.test_client()
    with app.test_request_context():
        client.environ_base["HTTP_X_CSRF_TOKEN"] = generate_csrf()
        kept = dict(cookie)
        token = _signed_in(app, person) if person else None
    with client.session_transaction() as browser:
        browser.update(kept)
        if token:
            browser["_user_id"] = token
    return client


def _signed_in(app: LMS, person: Person) -> str:
    with app.db.session(write=True) as session:
        token, _expires_at = sessions.open_session(session, person.id, is_api=False)
        session.commit()
    return token


@pytest.fixture(scope="session")
def new_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., str]]:
    """Make databases of the kind under test (LMS_TEST_DATABASE): each call a new one.

    It is empty, or a copy of the one whose URL is given and that nobody has open.
    """
    if os.environ.get("LMS_TEST_DATABASE", "sqlite") == "sqlite":
        yield lambda original=None: _new_file(tmp_path_factory.mktemp("db"), original)
        return
    with databases() as make:
        yield make


def _new_file(folder: Path, original: str | None) -> str:
    file = folder / "school.db"
    if original:
        shutil.copyfile(make_url(original).database or "", file)
    return f"sqlite:///{file}"


@pytest.fixture(scope="session")
def blank(new_database: Callable[..., str]) -> str:
    """A database that has every table and no row: a copy of it is had sooner than another."""
    url = new_database()
    database = Database(url)
    Base.metadata.create_all(database.engine)
    database.engine.dispose()
    return url


@pytest.fixture(scope="session")
def migrated(new_database: Callable[..., str]) -> str:
    """A database as an installation begins with it: what `blank` has, made by the migrations."""
    url = new_database()
    database = Database(url)
    migrate.upgrade(database)
    database.engine.dispose()
    return url


@pytest.fixture(scope="session")
def demo_database(
    tmp_path_factory: pytest.TempPathFactory, new_database: Callable[..., str], blank: str
) -> str:
    """The demo school on its first day, to be copied: to load it takes seconds."""
    settings = new_config(tmp_path_factory.mktemp("demo"), new_database(blank))
    database = Database(settings.database_url)
    with database.session(write=True) as session:
        load(session, settings, PASSWORD)
        session.commit()
    database.engine.dispose()
    return settings.database_url


@contextmanager
def opened(config: Config) -> Iterator[LMS]:
    """An app whose jobs wait until the test does them."""
    app = create_app(config)
    app.jinja_env.bytecode_cache = TEMPLATES
    app.jobs.send = None
    yield app
    app.db.engine.dispose()


@pytest.fixture(scope="session")
def app(
    tmp_path_factory: pytest.TempPathFactory, new_database: Callable[..., str], blank: str
) -> Iterator[LMS]:
    with opened(new_config(tmp_path_factory.mktemp("shared"), new_database(blank))) as app:
        yield app


@pytest.fixture
def session(app: LMS, monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    """A session for the test; the app's own sessions see the same uncommitted world."""
    with app.db.engine.connect() as connection, connection.begin() as outer:
        monkeypatch.setattr(app, "db", OneConnection(connection))
        monkeypatch.setattr(app, "decisions", Book())
        with app.db.session(write=True) as session:
            yield session
        outer.rollback()


@pytest.fixture
def school(session: Session) -> School:
    return build_school(session)


@pytest.fixture
def sign_in(app: LMS, session: Session) -> Callable[[Person], FlaskClient]:
    """Sign a person (or nobody) in; the client carries a valid CSRF token."""
    return lambda person=None: new_client(app, person)


@pytest.fixture(scope="session")
def homeless_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LMS]:
    """An app that is lent a database: to build another for each takes longer than most tests."""
    with opened(new_config(tmp_path_factory.mktemp("homeless"))) as app:
        yield app


@contextmanager
def lent(app: LMS, settings: Config) -> Iterator[LMS]:
    """Let an app live in this database and folder; nothing of it is left afterwards."""
    own = {
        "settings": settings,
        "db": Database(settings.database_url),
        "blobs": Blobs(settings.data_dir / "blobs"),
        "transport": Transport(settings),
        "decisions": Book(),
        "jobs": deepcopy(app.jobs),
        "facts": deepcopy(app.facts),
        "features": deepcopy(app.features),
        "extensions": {**app.extensions, composing.NAME: dict(composers_of(app))},
    }
    with pytest.MonkeyPatch.context() as patch:
        for name, value in own.items():
            patch.setattr(app, name, value)
        yield app
        app.db.engine.dispose()


@pytest.fixture
def committed_app(
    homeless_app: LMS, tmp_path: Path, new_database: Callable[..., str], blank: str
) -> Iterator[LMS]:
    """An app on a database of its own, with real commits: for races, jobs and kills."""
    with lent(homeless_app, new_config(tmp_path, new_database(blank))) as app:
        yield app


@pytest.fixture
def committed_school(committed_app: LMS) -> School:
    with committed_app.db.session(write=True) as session:
        return build_school(session)


@pytest.fixture
def count_queries() -> Callable[[], AbstractContextManager[list[str]]]:
    @contextmanager
    def _count() -> Iterator[list[str]]:
        seen: list[str] = []

        def _note(_c: object, _cur: object, statement: str, *_rest: object) -> None:
            if not statement.startswith(("BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK")):
                seen.append(statement)

        event.listen(Engine, "before_cursor_execute", _note)
        try:
            yield seen
        finally:
            event.remove(Engine, "before_cursor_execute", _note)

    return _count
