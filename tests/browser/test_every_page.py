"""Every page of the demo school in every state, as who sees it: tests/pictures/scenes.py.

Accessible to what axe can tell, within the width of a small phone, without faults of scripts,
asking nobody else for anything; and the flattened style sheet, which old browsers need, looks as
the layered one.
"""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from lms.frontend import SHEETS
from lms.web.assets import SOURCE
from lms.workshop.scenes import Look
from tests.browser.examine import EVERY_LOOK, examine, violations
from tests.links import Trail
from tests.pictures.scenes import SCENES

pytestmark = pytest.mark.browser

HERE = [scene for scene in SCENES if scene.school == "demo"]

LINKS = "() => [...document.querySelectorAll('a[href]')].map((a) => a.href)"

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


@pytest.mark.parametrize("scene", HERE, ids=str)
def test_pages_are_accessible_and_fit(camera, scene):
    with camera.visit(scene, Look()) as (page, said):
        assert said + examine(page) == []


@pytest.mark.slow
@pytest.mark.parametrize("look", EVERY_LOOK)
@pytest.mark.parametrize("scene", HERE, ids=str)
def test_pages_are_accessible_in_every_look(camera, scene, look):
    with camera.visit(scene, Look()) as (page, said):
        assert said + examine(page, (look,)) == []


def test_the_examination_bites(visit_demo):
    page = visit_demo(None, bypass_csp=True)
    page.goto("/help")
    page.evaluate("() => document.querySelector('main').append(document.createElement('img'))")
    assert any(words.startswith("image-alt") for words in violations(page))


@pytest.mark.parametrize("login", ["member", "admin"])
@pytest.mark.parametrize(("width", "medium"), MEDIA)
def test_flattened_styles_compute_to_the_same(visit_demo, login, width, medium):
    page = visit_demo(login, bypass_csp=True, viewport={"width": width, "height": 900})
    page.emulate_media(**medium)
    known: list[str] = []
    for path in walk(page, "/"):
        known += page.evaluate(REMEMBER, known)
        page.evaluate(LAYER, _layered())
        assert page.evaluate(COMPARE) == [], path


def _layered() -> list[str]:
    sources = {path.stem: path.read_text("utf-8") for path in (SOURCE / "css").glob("*.css")}
    return ["\n".join(sources[sheet] for sheet in SHEETS), sources["dark"]]


def walk(page: Page, start: str) -> Iterator[str]:
    """Open each page that links lead to from `start`."""
    trail = Trail(start)
    for path in trail:
        answer = page.goto(path)
        assert answer, path
        assert answer.status < 400, (path, answer.status)
        base = "{0.scheme}://{0.netloc}/".format(urlsplit(page.url))
        trail.found(link for link in page.evaluate(LINKS) if link.startswith(base))
        yield path
