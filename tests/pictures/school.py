"""The schools of the pictures: the demo school furnished for every page, and an empty one."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Thread
from typing import NamedTuple, NoReturn

from flask import Blueprint
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session
from werkzeug.serving import WSGIRequestHandler, make_server

from courses.catalogue.models import Course
from courses.demo.history import HISTORY
from courses.demo.services import load
from courses.enrolment.services import enrol
from lms import errors
from lms.db import Base, utcnow
from lms.frontend import build
from lms.jobs.models import Job
from lms.office.maintenance import services as announcing
from lms.office.maintenance.services import Window
from lms.people import Person
from lms.people.imports.confirming import confirm
from lms.people.imports.models import Import
from lms.people.services import set_password
from lms.web import LMS, public
from lms.web.assets import PACKAGES, SOURCE
from lms.workshop.scenes import Scene
from media.assets.models import Asset, Kind, State
from media.demo.services import MAKE
from tests.conftest import new_config
from tests.factories import PASSWORD, build_school
from tests.media.work import work_off
from tests.pictures.cast import Cast, Records, cast
from tests.pictures.furnishing import (
    furnish_files,
    furnish_imports,
    furnish_notices,
    furnish_office,
    furnish_people,
)
from tests.pictures.studying import (
    furnish_course,
    furnish_courseware,
    furnish_library,
    furnish_media,
    furnish_quizzes,
    furnish_tasks,
)
from wsgi import create_app

BEFORE_JOBS = (
    furnish_people,
    furnish_quizzes,
    furnish_library,
    furnish_tasks,
    furnish_imports,
    furnish_courseware,
)
AFTER_JOBS = (furnish_course, furnish_notices, furnish_files, furnish_office, furnish_media)
REHEARSED = {
    413: errors.TooLarge("内容太大，请缩小后重试。"),
    422: errors.Invalid("请求不完整或格式不对，请检查后重试。"),
    429: errors.TooMany("请求太频繁，请稍后再试。", retry_after=60),
    503: errors.Unavailable("正在保存，请稍后重试。", retry_after=1),
}
Furnisher = Callable[[LMS, Session, Cast], Records]
rehearsal = Blueprint("rehearsal", __name__, url_prefix="/rehearsal")


class Opened(NamedTuple):
    """A school that is served; `records` are the usual ones by the arguments of addresses."""

    url: str
    app: LMS
    records: Records
    password: str = PASSWORD

    @property
    def code(self) -> str:
        """A code for whoever has a second factor."""
        return str(self.records["recovery code"])

    def address(self, scene: Scene) -> str:
        """Return the path of a scene, its arguments filled in."""
        if scene.path:
            return scene.path + scene.query
        rule = next(self.app.url_map.iter_rules(scene.view))
        names = {name: scene.records.get(name, name) for name in rule.arguments}
        values = {argument: self.records[name] for argument, name in names.items()}
        return self.app.url_map.bind("localhost").build(scene.view, values) + scene.query


def opened(name: str, folder: Path, *, films: bool) -> AbstractContextManager[Opened]:
    """Serve a school by its name in the scenes."""
    folder.mkdir()
    if name == "demo":
        return demo_school(folder, films=films)
    now = utcnow()
    times = now + timedelta(hours=3), now + timedelta(hours=5), now
    window = Window(*times, words="升级系统") if name == "maintained" else None
    return empty_school(folder, window=window)


@contextmanager
def demo_school(folder: Path, *, films: bool) -> Iterator[Opened]:
    """Serve the demo school with a record for every page; with its films, or films in name only."""
    with reopened(furnished(folder, films=films)) as opened:
        yield opened


class Furnished(NamedTuple):
    """A school that has been made and that nobody has open: `reopened` serves it, or a copy."""

    folder: Path
    database_url: str | None
    records: Records


def furnished(folder: Path, database_url: str | None = None, *, films: bool) -> Furnished:
    app = _app(folder, database_url)
    Base.metadata.create_all(app.db.engine)
    _load(app, films=films)
    records: Records = {"rule": "idle_minutes"}
    records |= _furnish(app, BEFORE_JOBS)
    work_off(app)
    records |= _furnish(app, AFTER_JOBS)
    _confirm_import(app, records)
    app.db.engine.dispose()
    return Furnished(folder, database_url, records)


@contextmanager
def reopened(school: Furnished) -> Iterator[Opened]:
    app = _app(school.folder, school.database_url)
    dress(app, school.folder / "dist")
    with served(app) as url:
        yield Opened(url, app, school.records)
    app.db.engine.dispose()


@contextmanager
def empty_school(folder: Path, *, window: Window | None = None) -> Iterator[Opened]:
    """Serve a school that has people in every role, and nothing but an announcement at most."""
    app = _app(folder)
    dress(app, folder / "dist")
    Base.metadata.create_all(app.db.engine)
    with app.db.session(write=True) as session:
        if window:
            announcing.begin(session, window, by=None)
        for person in (part for part in build_school(session) if isinstance(part, Person)):
            set_password(person, PASSWORD, must_change=False)
        session.commit()
    with served(app) as url:
        yield Opened(url, app, {})
    app.db.engine.dispose()


def _app(folder: Path, database_url: str | None = None) -> LMS:
    """An app whose faults are told as in a real school."""
    app = create_app(replace(new_config(folder, database_url), testing=False))
    app.jobs.send = None
    app.register_blueprint(rehearsal)
    return app


def dress(app: LMS, target: Path) -> None:
    build(SOURCE, PACKAGES, target)
    app.extensions["assets"].target = target


class Quiet(WSGIRequestHandler):
    def log(self, *_said: object) -> None:
        """Say nothing of requests: it is not they that are looked at."""


@contextmanager
def served(app: LMS) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@rehearsal.get("/<int:status>")
@public
def refuse(status: int) -> NoReturn:
    """Be refused, or break down, as it may happen to any page."""
    if status in REHEARSED:
        raise REHEARSED[status]
    raise ZeroDivisionError


def _load(app: LMS, *, films: bool) -> None:
    with app.db.session(write=True) as session:
        load(session, app.settings, PASSWORD)
        _begin_studying(session, app)
        if not films:
            in_name = {"state": State.ready, "original": "film", "kind": Kind.video}
            session.execute(update(Asset).values(**in_name))
            session.execute(delete(Job).where(Job.kind.in_((MAKE, HISTORY))))
        session.commit()
    work_off(app)


def _begin_studying(session: Session, app: LMS) -> None:
    member = cast(session, app).member
    for course in session.scalars(select(Course)):
        enrol(session, member, course)


def _furnish(app: LMS, rooms: Iterable[Furnisher]) -> Records:
    records: Records = {}
    with app.db.session(write=True) as session:
        who = cast(session, app)
        for furnish in rooms:
            records |= furnish(app, session, who)
        session.commit()
    return records


def _confirm_import(app: LMS, records: Records) -> None:
    with app.db.session(write=True) as session:
        kept = session.get_one(Import, records["done import"])
        confirm(session, cast(session, app).admin, kept)
        session.commit()
