"""Our Flask: one transaction around each view. POST commits once; GET always rolls back."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar, cast

from flask import Flask, current_app, g, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from lms.config import Config
from lms.db import Database, today
from lms.decisions import Book, Rules, School
from lms.decisions.queries import Version
from lms.decisions.rules import in_force
from lms.errors import Unavailable
from lms.facts import Facts
from lms.jobs.registry import Registry
from lms.jobs.transport import Transport
from lms.storage import Blobs
from lms.web.features import Features
from lms.web.menu import Menu
from lms.web.strange import IdConverter

if TYPE_CHECKING:
    from lms.web.api import Api

READING = {"GET", "HEAD", "OPTIONS"}
View = TypeVar("View", bound=Callable[..., Any])
Around = Callable[[Callable[[], ResponseReturnValue]], ResponseReturnValue]


class LMS(Flask):
    """The app, with what the rooms need at hand: settings, database, blobs, jobs, facts, menu.

    `around` wraps every view inside its transaction.
    """

    api: "Api"

    def __init__(self, settings: Config, *, template_folder: str) -> None:
        super().__init__("lms", template_folder=template_folder, static_folder=None)
        self.url_map.converters["int"] = IdConverter
        self.settings = settings
        self.db = Database(settings.database_url, settings.zone)
        self.blobs = Blobs(settings.data_dir / "blobs")
        self.jobs = Registry()
        self.facts = Facts()
        self.menu = Menu()
        self.features = Features()
        self.decisions = Book()
        self.probes: dict[str, Callable[[], None]] = {}
        self.around: Around = lambda view: view()
        self.transport = Transport(settings)
        self.jobs.send = self.transport.send
        self.teardown_appcontext(_close_session)

    def dispatch_request(self) -> ResponseReturnValue:
        if is_untransacted(request.endpoint):
            return super().dispatch_request()
        session = current_session()
        try:
            response = self.around(super().dispatch_request)
            if request.method not in READING and is_fine(response):
                session.commit()
                self.jobs.send_waiting(session)
        finally:
            session.rollback()
        return response


def is_fine(response: Any) -> bool:
    """Tell an answer to keep from one that a view made to say no (a tuple or a Response)."""
    status = getattr(response, "status_code", None)
    if status is None and isinstance(response, tuple):
        status = next((part for part in response[1:] if isinstance(part, int)), None)
    return status is None or status < 400  # noqa: PLR2004


def untransacted(view: View) -> View:
    """Leave the transactions of this view to itself: it streams, or holds none while it waits."""
    view.__dict__["is_untransacted"] = True
    return view


def is_untransacted(endpoint: str | None) -> bool:
    view = current_app.view_functions.get(endpoint or "")
    return getattr(view, "is_untransacted", False)


def secret(view: View) -> View:
    """Mark an answer that holds a secret: it is not kept for a program that asks again."""
    view.__dict__["is_secret"] = True
    return view


def is_secret(endpoint: str | None) -> bool:
    view = current_app.view_functions.get(endpoint or "")
    return getattr(view, "is_secret", False)


def current_app_() -> LMS:
    """Return the app of this request, as the house knows it."""
    return cast("LMS", current_app)


def current_database() -> Database:
    return current_app_().db


def current_blobs() -> Blobs:
    return current_app_().blobs


def current_settings() -> Config:
    return current_app_().settings


def current_decisions() -> Book:
    """Return what the school has decided, as of the beginning of this request."""
    app = current_app_()
    if "decided" not in g:
        with app.db.reading() as connection:
            turn_to_present(connection)
    return app.decisions


def turn_to_present(connection: Connection, version: Version | None = None) -> None:
    """Bring this process's copy of the decisions up to date, once a request."""
    current_app_().decisions.renew(connection, version)
    g.decided = True


def current_rules() -> Rules:
    """Return the school's rules as they are in force today."""
    settings = current_settings()
    return current_decisions().rules(settings, today(settings.zone))


def current_school() -> School:
    """Return what the school says of itself today.

    The page that tells that the database is away falls back on the settings.
    """
    if "school" not in g:
        try:
            g.school = current_rules().school
        except (OperationalError, PoolTimeout, Unavailable):
            g.school = in_force((), current_settings(), today(current_settings().zone)).school
    return cast("School", g.school)


def current_session() -> Session:
    """Return the session of this request, opening it on first use."""
    if "session" not in g:
        if is_untransacted(request.endpoint):
            raise RuntimeError("an untransacted view opens its own sessions")
        g.session = current_database().session(write=request.method not in READING)
    return cast("Session", g.session)


def _close_session(_error: BaseException | None) -> None:
    if "session" in g:
        g.pop("session").close()
