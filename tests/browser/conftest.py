"""A school that real browsers visit, served on a port of its own."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from courses.catalogue.models import Course
from courses.demo.services import load
from courses.enrolment.services import enrol
from lms.db import today
from lms.frontend import build
from lms.people import Person
from lms.people.queries import actor_of
from lms.people.services import set_password
from lms.web import LMS
from lms.web.assets import PACKAGES, SOURCE, Assets
from media.assets.models import Asset, State
from quizzes.papers.models import Quiz
from quizzes.sittings.services import hand_in, start
from tests.browser.shoot import chromium, sign_in
from tests.conftest import new_config
from tests.factories import PASSWORD, School, build_school
from wsgi import create_app


class Site(NamedTuple):
    url: str
    app: LMS
    school: School


class Demo(NamedTuple):
    url: str
    app: LMS


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def new_app(
    tmp_path_factory: pytest.TempPathFactory, new_database: Callable[..., str], blank: str
) -> Iterator[LMS]:
    """An app with style and scripts, on an empty database."""
    folder = tmp_path_factory.mktemp("site")
    app = create_app(new_config(folder, new_database(blank)))
    _dress(app, folder / "dist")
    yield app
    app.db.engine.dispose()


@pytest.fixture(scope="module")
def site(new_app: LMS) -> Iterator[Site]:
    """A school with people in every role, all with PASSWORD."""
    with new_app.db.session(write=True) as session:
        school = build_school(session)
        for person in (part for part in school if isinstance(part, Person)):
            set_password(person, PASSWORD, must_change=False)
        session.commit()
    with served(new_app) as url:
        yield Site(url, new_app, school)


@pytest.fixture(scope="module")
def demo(new_app: LMS) -> Iterator[Demo]:
    """The demo school, its films ready, its member in the middle of things."""
    with new_app.db.session(write=True) as session:
        load(session, new_app.settings, PASSWORD)
        session.execute(update(Asset).values(state=State.ready, original="film"))
        _begin_studying(session, new_app)
        session.commit()
    with served(new_app) as url:
        yield Demo(url, new_app)


def _begin_studying(session: Session, app: LMS) -> None:
    person = session.scalars(select(Person).where(Person.login == "member")).one()
    member = actor_of(session, person, today(app.settings.zone))
    for course in session.scalars(select(Course)):
        enrol(session, member, course)
    finished, running, *_others = session.scalars(select(Quiz).order_by(Quiz.id))
    hand_in(session, app.facts, start(session, member, finished)[0])
    start(session, member, running)


@pytest.fixture
def visit_demo(browser: Browser, demo: Demo) -> Iterator[Callable[..., Page]]:
    with visiting(browser, demo.url) as visit:
        yield visit


def _dress(app: LMS, target: Path) -> None:
    build(SOURCE, PACKAGES, target)
    assets: Assets = app.extensions["assets"]
    assets.target = target


@contextmanager
def served(app: LMS) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def visit(browser: Browser, site: Site) -> Iterator[Callable[..., Page]]:
    with visiting(browser, site.url) as visit:
        yield visit


@contextmanager
def visiting(browser: Browser, url: str) -> Iterator[Callable[..., Page]]:
    """Open a browser of its own, signed in as `login` unless None; options go to the context."""
    contexts: list[BrowserContext] = []

    def _visit(login: str | None, **options: object) -> Page:
        chosen = {"service_workers": "block"} | options  # they would answer before page.route
        context = browser.new_context(
            base_url=url, locale="zh-CN", timezone_id="Asia/Shanghai", **chosen
        )
        contexts.append(context)
        page = context.new_page()
        if login:
            sign_in(page, url, login, PASSWORD)
        return page

    yield _visit
    for context in contexts:
        context.close()
