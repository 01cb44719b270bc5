"""Without a network: pages read before are there, the others say so, and all come back by themselves."""

import re
from threading import Thread

import pytest
from playwright.sync_api import Page, expect
from werkzeug.serving import make_server

from tests.browser.conftest import visiting
from tests.browser.examine import LOOKS, examine

pytestmark = pytest.mark.browser

BANNER = "main .note.warn"


class Server:
    """A school that can be out of reach for a while, at the same address."""

    def __init__(self, app) -> None:
        self.app, self.port = app, 0
        self.start()

    def start(self) -> None:
        self.server = make_server("127.0.0.1", self.port, self.app, threaded=True)
        self.port = self.server.port
        self.thread = Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def stop(self) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


@pytest.fixture
def server(demo):
    server = Server(demo.app)
    yield server
    server.stop()


@pytest.fixture
def page(browser, server):
    with visiting(browser, f"http://127.0.0.1:{server.port}") as visit:
        page = visit("member", service_workers="allow", bypass_csp=True)
        page.goto("/")
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        page.goto("/")  # from now on the worker is asked
        page.wait_for_function("() => navigator.serviceWorker.controller !== null")
        yield page


def work_of(page: Page) -> str:
    page.goto("/library")
    return page.locator("main a[href^='/library/']:not([href*=search])").first.get_attribute("href")


def wait_until_kept(page: Page, path: str) -> None:
    page.wait_for_function(
        "async (path) => Boolean(await (await caches.open('pages')).match(path))", arg=path
    )


def test_pages_read_before_are_there_and_say_of_when_they_are(page, server):
    work = work_of(page)
    for path in (work, "/"):
        page.goto(path)
        wait_until_kept(page, path)
    server.stop()
    for path in ("/", work):
        page.goto(path)
        expect(page.locator(BANNER)).to_have_text(re.compile("现在没有网络。这是.*的内容"))
    page.goto("/courses")
    expect(page.get_by_role("heading", level=1)).to_have_text("现在没有网络")
    expect(page.locator("[data-shelf] a")).to_have_count(2)
    assert [f"{page.url} {words}" for words in examine(page, LOOKS)] == []
    server.start()
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("课程"))


def keep_in_place(page: Page, path: str, **headers: str) -> None:
    """Let a page be kept of somebody else, or from long ago."""
    page.evaluate(
        "async ([path, headers]) => (await caches.open('pages')).put(path, new Response("
        "'<title>Frau Wang</title>', { headers: { Date: new Date().toUTCString(), ...headers } }))",
        [path, headers],
    )


def test_who_reads_next_finds_nothing_of_who_read_before(page, server):
    keep_in_place(page, "/library/hers", **{"X-Reader": "999", "X-Until": "9999999999999"})
    page.goto("/")
    page.wait_for_function(
        "async () => (await (await caches.open('pages')).keys())"
        ".map((one) => new URL(one.url).pathname).join() === '/'"
    )


def test_pages_are_there_no_longer_than_a_sign_in_lasts(page, server):
    page.goto("/")
    wait_until_kept(page, "/")
    keep_in_place(page, "/library/old", **{"X-Until": "1000"})
    server.stop()
    page.goto("/library/old")
    expect(page.get_by_role("heading", level=1)).to_have_text("现在没有网络")
    expect(page.locator("[data-shelf] a")).to_have_count(1)
    page.goto("/")
    expect(page.locator(BANNER)).to_be_visible()
    server.start()


def test_who_signs_out_leaves_nothing_on_the_device(page, server):
    page.goto("/")
    wait_until_kept(page, "/")
    page.evaluate("document.querySelector('form[action$=\"/sign-out\"]').requestSubmit()")
    page.wait_for_url("**/sign-in")
    page.wait_for_function("async () => !(await caches.has('pages'))")
    server.stop()
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("现在没有网络")
    expect(page.locator("[data-shelf] a")).to_have_count(0)
    server.start()
