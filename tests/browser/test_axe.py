"""Every page that links lead to, for every role: accessible, within its width, without errors."""

import re
from urllib.parse import urlsplit

import pytest

from lms.web.assets import PACKAGES

pytestmark = pytest.mark.browser

AXE = PACKAGES / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SIZES = ((1280, 900), (390, 844), (320, 700))
LINKS = "() => [...document.querySelectorAll('a[href]')].map((a) => a.href)"
RUN = """(rules) => axe.run(document, { runOnly: rules }).then((found) =>
  found.violations.flatMap((rule) => rule.nodes.map((node) =>
    rule.id + ' ' + node.target.join(' ') + ' ' + (node.any[0]?.message ?? ''))))"""
LEFT_ALONE = re.compile(r"^/(assets|api|lang|play)/|/exports?/|\.xlsx|\.vtt")
MOST = 80


@pytest.mark.parametrize("login", [None, "member", "trainer", "organizer", "auditor", "admin"])
def test_pages_are_accessible(visit, site, login):
    page = visit(login, bypass_csp=True)
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(f"{page.url} {error}"))
    for path in _paths(page, site.url, "/" if login else "/sign-in"):
        wrong += [f"{path} {words}" for words in _look(page, path)]
    assert not wrong, "\n".join(wrong)


def _paths(page, base: str, start: str):
    """Follow the links from `start`; of pages that differ by a number only one is taken."""
    waiting, seen = [start], {_kind(start)}
    while waiting and len(seen) <= MOST:
        path = waiting.pop(0)
        yield path
        page.goto(path)
        for link in page.evaluate(LINKS):
            if not link.startswith(base):
                continue
            found = urlsplit(link).path
            if _kind(found) not in seen and not LEFT_ALONE.search(found):
                seen.add(_kind(found))
                waiting.append(found)


def _kind(path: str) -> str:
    return re.sub(r"\d+", "0", path)


def _look(page, path: str) -> list[str]:
    answer = page.goto(path)
    if answer is None or answer.status >= 400:
        return [f"answers {answer.status if answer else 'nothing'}"]
    found = []
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        full = page.evaluate("document.documentElement.scrollHeight")
        page.set_viewport_size({"width": width, "height": max(height, full)})
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(f"{width} px: scrolls sideways")
        page.evaluate(AXE.read_text("utf-8"))
        found += [f"{width} px: {words}" for words in page.evaluate(RUN, RULES)]
    return found
