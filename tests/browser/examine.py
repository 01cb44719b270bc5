"""What is wrong with a page: for people who hear, zoom or hold a small phone."""

from playwright.sync_api import Page

from lms.web.assets import PACKAGES

AXE = PACKAGES / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN_AXE = """(rules) => axe.run(document, { runOnly: rules }).then((found) =>
  found.violations.flatMap((rule) => rule.nodes.map((node) =>
    rule.id + ' ' + node.target.join(' ') + ' ' + (node.any[0]?.message ?? ''))))"""
LOOKS = (
    (1280, 900, "light", "m"),
    (390, 844, "dark", "m"),
    (390, 844, "light", "xl"),
    (320, 700, "light", "l"),
)
SET_TEXT = "(size) => { document.documentElement.dataset.text = size; }"


def examine(page: Page, path: str) -> list[str]:
    """Go to the page and look at it four ways; return each fault found."""
    answer = page.goto(path)
    if answer is None or answer.status >= 400:
        return [f"answers {answer.status if answer else 'nothing'}"]
    return [words for look in LOOKS for words in _look(page, *look)]


def violations(page: Page) -> list[str]:
    """Return what axe finds on the page as it stands."""
    page.evaluate(AXE.read_text("utf-8"))
    return page.evaluate(RUN_AXE, RULES)


def _look(page: Page, width: int, height: int, scheme: str, text: str) -> list[str]:
    """Examine one look of the page, opened to its whole height: bars then cover nothing."""
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.evaluate(SET_TEXT, text)
    page.set_viewport_size({"width": width, "height": height})
    full = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": width, "height": max(height, full)})
    found = violations(page)
    if page.evaluate("document.documentElement.scrollWidth") > width:
        found.append("scrolls sideways")
    return [f"{width} px, {scheme}, {text}: {words}" for words in found]
