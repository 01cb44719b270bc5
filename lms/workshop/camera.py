"""Taking pictures of pages in a real browser, and telling what does not fit."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Literal, Protocol
from urllib.parse import urlsplit

from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    StorageState,
    sync_playwright,
)
from playwright.sync_api import TimeoutError as TooSlow

from lms.bootstrap.console import Unable
from lms.bootstrap.features import CHROMIUM
from lms.workshop.scenes import Look, Scene

Medium = Literal["screen", "print"]
HEIGHTS = {1280: 900, 390: 844, 320: 568}
PHONE = 600
REFUSED = 400  # from here on a status is a fault, unless the scene asks for it
PATIENCE = 10_000
SETTLED_AFTER = 2_000

# what sticks out on the right, and what is under 24 px, as WCAG 2.5.8 counts
MEASURE = """() => {
  const width = document.documentElement.clientWidth;
  const name = (e) => e.tagName.toLowerCase() + '.' + (e.className.baseVal ?? e.className);
  const box = (e) => e.getBoundingClientRect();
  const wide = [...document.querySelectorAll('body *')].filter((e) => box(e).width
    && box(e).right > width + 1 && !e.closest('.tabs,.sr,.skip')
    && getComputedStyle(e).position !== 'fixed');
  const small = [...document.querySelectorAll('a,button,input,select,summary,textarea')]
    .filter((e) => box(e).width && !e.closest('.sr,.skip')
      && getComputedStyle(e).display !== 'inline' && (box(e).width < 24 || box(e).height < 24));
  return [...wide.slice(0, 4).map((e) => 'wide ' + name(e)),
          ...small.slice(0, 4).map((e) => 'small ' + name(e) + ' ' + e.textContent.trim())];
}"""


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM.signs[0], args=["--no-sandbox"])
        yield browser
        browser.close()


class School(Protocol):
    """A school that is served: where, with what password, and where in it a scene is."""

    @property
    def url(self) -> str: ...
    @property
    def password(self) -> str: ...
    @property
    def code(self) -> str: ...

    def address(self, scene: Scene) -> str: ...


def sign_in(page: Page, base: str, login: str, password: str) -> None:
    page.goto(f"{base}/sign-in")
    page.fill("[name=login]", login)
    page.fill("[name=password]", password)
    _send(page)
    if page.url.endswith("/sign-in"):
        raise Unable(f"{login} 没有登录成功。")


def _send(page: Page) -> None:
    page.click("main button[type=submit]")
    page.wait_for_load_state()


class Camera:
    """Visits one school: each person signs in once, each look has a context of its own."""

    def __init__(
        self,
        browser: Browser,
        school: School,
        *,
        medium: Medium = "screen",
        bypass_csp: bool = False,
    ) -> None:
        self.browser = browser
        self.school = school
        self.medium = medium
        self.bypass_csp = bypass_csp
        self._known: dict[str, StorageState] = {}

    def take(self, scene: Scene, look: Look, file: Path) -> list[str]:
        """Take the whole page, bars in their place at its ends; return what is wrong with it."""
        with self.visit(scene, look) as (page, said):
            height = page.evaluate("document.documentElement.scrollHeight")
            page.set_viewport_size({"width": look.width, "height": max(_height(look), height)})
            file.parent.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=file)
            found: list[str] = page.evaluate(MEASURE)
        return said + found

    @contextmanager
    def visit(self, scene: Scene, look: Look) -> Iterator[tuple[Page, list[str]]]:
        """Open a scene and bring its state about; give the page and what went wrong so far."""
        context = self._context(scene.login, look)
        page, said = context.new_page(), list[str]()
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda asked: said.extend(_foreign(asked.url)))
        page.emulate_media(media=self.medium)
        page.set_viewport_size({"width": look.width, "height": _height(look)})
        answer = page.goto(self.school.address(scene), wait_until="load")
        if answer and answer.status >= REFUSED and answer.status != scene.status:
            said.append(f"status {answer.status}")
        settle(page)
        if scene.act:
            scene.act(page)
            settle(page)
        yield page, said
        context.close()

    def _context(self, login: str | None, look: Look) -> BrowserContext:
        is_phone = look.width < PHONE
        context = self.browser.new_context(
            base_url=self.school.url,
            bypass_csp=self.bypass_csp,
            service_workers="block",  # a picture is of the page, not of a kept one
            storage_state=self._state(login),
            color_scheme="dark" if look.theme == "dark" else "light",
            device_scale_factor=2 if is_phone else 1,
            is_mobile=is_phone,
            has_touch=is_phone,
            reduced_motion="reduce",
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
        )
        context.set_default_timeout(PATIENCE)
        for name, value in (("text", look.text), ("lang", look.language)):
            context.add_cookies([{"name": name, "value": value, "url": self.school.url}])
        return context

    def _state(self, login: str | None) -> StorageState | None:
        """Sign in, once; keep what the browser then knows."""
        if login is None:
            return None
        if login not in self._known:
            context = self.browser.new_context(locale="zh-CN")
            page = context.new_page()
            sign_in(page, self.school.url, login, self.school.password)
            if page.url.endswith("/sign-in/code"):
                page.fill("[name=code]", self.school.code)
                _send(page)
            self._known[login] = context.storage_state()
            context.close()
        return self._known[login]


def settle(page: Page) -> None:
    """Wait until the page asks for nothing more; one that goes on asking is taken as it is."""
    with suppress(TooSlow):
        page.wait_for_load_state("networkidle", timeout=SETTLED_AFTER)


def _foreign(url: str) -> list[str]:
    """Whoever visits the school asks nobody else for anything."""
    parts = urlsplit(url)
    is_ours = parts.scheme in {"data", "blob"} or parts.hostname == "127.0.0.1"
    return [] if is_ours else [f"asks {url}"]


def _height(look: Look) -> int:
    return HEIGHTS[look.width]
