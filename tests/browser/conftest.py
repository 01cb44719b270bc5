"""A school that real browsers visit, served on a port of its own."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from lms.people import Person
from lms.people.services import set_password
from lms.web import LMS
from lms.workshop.camera import Camera, chromium, sign_in
from tests.conftest import new_config
from tests.factories import PASSWORD, School, build_school
from tests.pictures.school import Furnished, Opened, dress, furnished, reopened, served
from wsgi import create_app


class Site(NamedTuple):
    url: str
    app: LMS
    school: School


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
    dress(app, folder / "dist")
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


@pytest.fixture(scope="session")
def furnished_school(
    tmp_path_factory: pytest.TempPathFactory, new_database: Callable[..., str], blank: str
) -> Furnished:
    """The demo school with a record for every page, its films in name only: to be copied."""
    return furnished(tmp_path_factory.mktemp("furnished"), new_database(blank), films=False)


@pytest.fixture(scope="module")
def demo(
    tmp_path_factory: pytest.TempPathFactory,
    new_database: Callable[..., str],
    furnished_school: Furnished,
) -> Iterator[Opened]:
    """The furnished school, as if nobody had been there before."""
    folder, original, records = furnished_school
    copy = tmp_path_factory.mktemp("demo") / "school"
    shutil.copytree(folder, copy)
    with reopened(Furnished(copy, new_database(original), records)) as opened:
        yield opened


@pytest.fixture(scope="module")
def camera(browser: Browser, demo: Opened) -> Camera:
    return Camera(browser, demo, bypass_csp=True)


@pytest.fixture
def visit_demo(browser: Browser, demo: Opened) -> Iterator[Callable[..., Page]]:
    with visiting(browser, demo.url) as visit:
        yield visit


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
