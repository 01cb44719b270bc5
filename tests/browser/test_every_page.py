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

# The elements that stand in a place of a new kind, and the kinds, each as a number.
KINDS = """(known) => {
  const kinds = new Map();
  const kindOf = (e) => e === document.body ? '' : kindOf(e.parentElement) + '>' + e.tagName
    + '.' + (e.className.baseVal ?? e.className) + (e.hasAttribute('aria-current') ? '!' : '');
  const number = (kind) => [...kind].reduce((n, sign) => (31 * n + sign.codePointAt(0)) | 0, 0);
  for (const e of document.body.querySelectorAll('*')) kinds.set(number(kindOf(e)), e);
  for (const kind of known) kinds.delete(kind);
  window.places = [...kinds.values()];
  window.remembered = {};
  window.values = (e) => [null, '::before', '::after'].flatMap((part) => {
    const style = getComputedStyle(e, part);
    const isThere = !part || style.content !== 'none';
    return (isThere ? [...style] : ['content']).filter((name) => !name.startsWith('--'))
      .map((name) => name + ': ' + style.getPropertyValue(name));
  });
  return [...kinds.keys()];
}"""
# Every computed value of theirs, pseudo-elements too, and what is different now.
REMEMBER = "(width) => { remembered[width] = places.map(values); }"
COMPARE = """(width) => places.flatMap((e, n) => values(e)
  .map((value, m) => [remembered[width][n][m], value]).filter(([before, now]) => before !== now)
  .map(([before, now]) => `${e.outerHTML.slice(0, 60)} flattened has ${before}, layered ${now}`))"""
LAYER = """([css, dark]) => {
  for (const link of document.querySelectorAll('link[rel=stylesheet]')) {
    const style = document.createElement('style');
    style.textContent = link.id === 'dark' ? dark : css;
    style.media = link.media;
    link.replaceWith(style);
  }
}"""
# Scripts that hear of a new width have had their turn, and all is laid out anew: Chromium keeps
# what it has worked out of a margin at another width.
SETTLE = """async () => {
  await new Promise(requestAnimationFrame);
  for (const display of ['none', '']) {
    document.body.style.display = display;
    document.body.getBoundingClientRect();
  }
}"""
MEDIA = (
    (1280, {"media": "screen", "contrast": "null"}),
    (390, {"media": "screen", "contrast": "more"}),
    (760, {"media": "print", "contrast": "null"}),
)


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
def test_flattened_styles_compute_to_the_same(visit_demo, login):
    page = visit_demo(login, bypass_csp=True)
    known: list[int] = []
    for path in walk(page, "/"):
        known += page.evaluate(KINDS, known)
        for width in _every_medium(page):
            page.evaluate(REMEMBER, width)
        page.evaluate(LAYER, _layered())
        for width in _every_medium(page):
            assert page.evaluate(COMPARE, width) == [], (path, width)


def _every_medium(page: Page) -> Iterator[int]:
    for width, medium in MEDIA:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(**medium)
        page.evaluate(SETTLE)
        yield width


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
