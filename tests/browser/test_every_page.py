"""Every page of the demo school that links lead to, as each role sees it.

Accessible to what axe can tell, within the width of a small phone, without faults of scripts;
and the flattened style sheet, which old browsers need, looks as the layered one.
"""

import re
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page
from sqlalchemy import select, update

from courses.catalogue.models import Course
from courses.demo.services import load
from courses.enrolment.services import enrol
from lms.db import today
from lms.frontend import LAYERS
from lms.people import Person
from lms.people.queries import actor_of
from lms.web import LMS
from lms.web.assets import SOURCE
from media.assets.models import Asset, State
from quizzes.papers.models import Quiz
from quizzes.sittings.services import hand_in, start
from tests.browser.conftest import served, visiting
from tests.browser.examine import examine, violations
from tests.factories import PASSWORD

pytestmark = pytest.mark.browser

ROLES = ["member", "trainer", "organizer", "auditor", "admin"]
MOST = 90

LINKS = "() => [...document.querySelectorAll('a[href]')].map((a) => a.href)"
LEFT_ALONE = re.compile(r"^/(assets|api|lang|play)/|/file$|\.\w+$")  # not pages, or downloads

# Every computed value of the elements, pseudo-elements too, that stand in a place of a new kind:
# REMEMBER keeps the values and returns the kinds of place, COMPARE tells what is now different.
REMEMBER = """(known) => {
  const kinds = new Map();
  const kindOf = (e) => e === document.body ? '' : kindOf(e.parentElement) + '>' + e.tagName
    + '.' + (e.className.baseVal ?? e.className) + (e.hasAttribute('aria-current') ? '!' : '');
  for (const e of document.body.querySelectorAll('*')) kinds.set(kindOf(e), e);
  for (const kind of known) kinds.delete(kind);
  window.values = (e) => [null, '::before', '::after'].flatMap((part) => {
    const style = getComputedStyle(e, part);
    return [...style].filter((name) => !name.startsWith('--'))
      .map((name) => name + ': ' + style.getPropertyValue(name));
  });
  window.remembered = [...kinds.values()].map((e) => [e, values(e)]);
  return [...kinds.keys()];
}"""
COMPARE = """() => remembered.flatMap(([e, before]) => values(e)
  .filter((value, n) => value !== before[n])
  .map((value) => e.outerHTML.slice(0, 60) + ' ' + value))"""
LAYER = """([css, dark]) => {
  for (const link of document.querySelectorAll('link[rel=stylesheet]')) {
    const style = document.createElement('style');
    style.textContent = link.id === 'dark' ? dark : css;
    style.media = link.media;
    link.replaceWith(style);
  }
}"""
MEDIA = ((1280, {}), (390, {"contrast": "more"}), (760, {"media": "print"}))


@pytest.fixture(scope="module")
def demo_url(new_app: LMS) -> Iterator[str]:
    """The demo school, its films ready, its member in the middle of things."""
    with new_app.db.session(write=True) as session:
        load(session, new_app.settings, PASSWORD)
        session.execute(update(Asset).values(state=State.ready, original="film"))
        _begin_studying(session, new_app)
        session.commit()
    with served(new_app) as url:
        yield url


def _begin_studying(session, app: LMS) -> None:
    person = session.scalars(select(Person).where(Person.login == "member")).one()
    member = actor_of(session, person, today(app.settings.zone))
    for course in session.scalars(select(Course)):
        enrol(session, member, course)
    finished, running, *_others = session.scalars(select(Quiz).order_by(Quiz.id))
    hand_in(session, app.facts, start(session, member, finished)[0])
    start(session, member, running)


@pytest.fixture
def visit(browser, demo_url: str) -> Iterator[Callable[..., Page]]:
    with visiting(browser, demo_url) as visit:
        yield visit


@pytest.mark.parametrize("login", [None, *ROLES])
def test_pages_are_accessible_and_fit(visit, login):
    page = visit(login, bypass_csp=True)
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(f"{page.url} {error}"))
    for path in walk(page, "/" if login else "/sign-in"):
        wrong += [f"{path} {words}" for words in examine(page, path)]
    assert not wrong, "\n".join(wrong)


def test_the_examination_bites(visit):
    page = visit(None, bypass_csp=True)
    page.goto("/help")
    page.evaluate("() => document.querySelector('main').append(document.createElement('img'))")
    assert any(words.startswith("image-alt") for words in violations(page))


@pytest.mark.parametrize("login", ["member", "admin"])
@pytest.mark.parametrize(("width", "medium"), MEDIA)
def test_flattened_styles_compute_to_the_same(visit, login, width, medium):
    page = visit(login, bypass_csp=True, viewport={"width": width, "height": 900})
    page.emulate_media(**medium)
    known: list[str] = []
    for path in walk(page, "/"):
        page.goto(path)
        known += page.evaluate(REMEMBER, known)
        page.evaluate(LAYER, _layered())
        assert page.evaluate(COMPARE) == [], path


def _layered() -> list[str]:
    sources = {path.stem: path.read_text("utf-8") for path in (SOURCE / "css").glob("*.css")}
    return ["\n".join(sources[layer] for layer in LAYERS), sources["dark"]]


def walk(page: Page, start: str) -> Iterator[str]:
    """Follow the links from `start`; of pages that differ by a number only one is taken."""
    page.goto(start)
    base = f"{urlsplit(page.url).scheme}://{urlsplit(page.url).netloc}"
    waiting, seen = [start], {_kind(start)}
    while waiting and len(seen) <= MOST:
        path = waiting.pop(0)
        yield path
        page.goto(path)
        for found in sorted({urlsplit(link).path for link in _links(page, base)}):
            if _kind(found) not in seen and not LEFT_ALONE.search(found):
                seen.add(_kind(found))
                waiting.append(found)


def _links(page: Page, base: str) -> list[str]:
    return [link for link in page.evaluate(LINKS) if link.startswith(f"{base}/")]


def _kind(path: str) -> str:
    return re.sub(r"\d+", "0", path)
