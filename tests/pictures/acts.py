"""What brings a state about on a page that has been opened."""

from collections.abc import Callable
from functools import partial

from playwright.sync_api import Page

from tests.factories import PASSWORD

Act = Callable[[Page], None]


def refused(page: Page) -> None:
    """Send the first form as it is: something is missing."""
    form = page.locator("main form[method=post]").first
    with page.expect_response(lambda one: one.request.method == "POST"):
        form.locator("button[type=submit]:not([formaction]):visible").first.click()
    page.wait_for_load_state()


def twice(page: Page) -> None:
    refused(page)
    refused(page)


def sign_in_as(login: str, password: str = PASSWORD) -> Act:
    return partial(_sign_in, login=login, password=password)


def _sign_in(page: Page, login: str, password: str) -> None:
    page.fill("[name=login]", login)
    page.fill("[name=password]", password)
    page.click("main button[type=submit]")
    page.wait_for_load_state()


def filled(**values: str) -> Act:
    """Fill fields of the page's form by their names, then send it."""

    def _act(page: Page) -> None:
        for name, value in values.items():
            _fill(page, name, value)
        with page.expect_response(lambda one: one.request.method == "POST"):
            page.locator("main form[method=post] button[type=submit]").first.click()
        page.wait_for_load_state()

    return _act


def _fill(page: Page, name: str, value: str) -> None:
    field = page.locator(f"main form[method=post] [name={name}]").first
    if field.evaluate("one => one.tagName") == "SELECT":
        field.select_option(index=int(value))
    else:
        field.fill(value)


def opened(page: Page) -> None:
    """Open whatever is folded."""
    page.evaluate(
        "() => document.querySelectorAll('main details').forEach((one) => one.open = true)"
    )


def offline(page: Page) -> None:
    page.context.set_offline(True)
    page.evaluate("() => window.dispatchEvent(new Event('offline'))")
    page.wait_for_timeout(300)


def offline_answer(page: Page) -> None:
    offline(page)
    page.locator("main input[type=radio], main input[type=checkbox]").nth(1).check(force=True)
    page.wait_for_timeout(800)
