"""What is wrong with a page: for people who hear, zoom or hold a small phone."""

from itertools import product
from typing import NamedTuple

from playwright.sync_api import Page

from lms.web.assets import PACKAGES

AXE = PACKAGES / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN_AXE = """(rules) => axe.run(document, { runOnly: rules }).then((found) =>
  found.violations.flatMap((rule) => rule.nodes.map((node) =>
    rule.id + ' ' + node.target.join(' ') + ' ' + (node.any[0]?.message ?? ''))))"""
SET_TEXT = "(size) => { document.documentElement.dataset.text = size; }"
HEIGHTS = {1280: 900, 390: 844, 320: 256}  # the last: 1280 x 1024 at 400 %


class Look(NamedTuple):
    """One way to look at a page: how wide, in which colours, how large."""

    width: int
    scheme: str
    text: str


LOOKS = (Look(1280, "light", "m"), Look(390, "dark", "xl"))
EVERY_LOOK = tuple(Look(*look) for look in product(HEIGHTS, ("light", "dark"), ("m", "xl")))
NARROWEST = Look(320, "light", "xl")


def examine(page: Page, looks: tuple[Look, ...] = LOOKS) -> list[str]:
    """Look at the open page each way, and whether it fits the narrowest; return the faults."""
    found = [f"{_said(look)}: {words}" for look in looks for words in _faults(page, look)]
    return found + [f"{_said(NARROWEST)}: scrolls sideways"] * (not fits(page, NARROWEST))


def violations(page: Page) -> list[str]:
    """Return what axe finds on the page as it stands."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text("utf-8"))
    return page.evaluate(RUN_AXE, RULES)


def fits(page: Page, look: Look) -> bool:
    """Put the look on and say whether the page keeps within its width."""
    page.emulate_media(color_scheme=look.scheme, reduced_motion="reduce")
    page.evaluate(SET_TEXT, look.text)
    page.set_viewport_size({"width": look.width, "height": HEIGHTS[look.width]})
    return page.evaluate("document.documentElement.scrollWidth") <= look.width


def _faults(page: Page, look: Look) -> list[str]:
    """Examine one look of the page, opened to its whole height: bars then cover nothing."""
    sideways = [] if fits(page, look) else ["scrolls sideways"]
    full = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": look.width, "height": max(HEIGHTS[look.width], full)})
    return sideways + violations(page)


def _said(look: Look) -> str:
    return f"{look.width} px, {look.scheme}, {look.text}"
