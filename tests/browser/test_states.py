"""Pages that no link of a full school leads to: empty lists, refused forms, shut doors, errors.

The school here has people and nothing else, so every list of every role is empty.
"""

import re
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from tests.browser.examine import LOOKS, examine
from tests.links import Trail

pytestmark = pytest.mark.browser

LINKS = "() => [...document.querySelectorAll('a[href^=\"/\"]')].map((a) => a.pathname)"
ROLES = ["trainer", "organizer", "admin"]  # each is a member, too
NOTHING = quote("没有的词")
# who comes, where to, what is answered
ERRORS = [
    ("member", "/nowhere", 404),
    ("member", "/admin/people", 403),
    ("member", "/teach/courses", 403),
    (None, "/nowhere", 404),
]
NONE_FOUND = [
    ("member", f"/courses?q={NOTHING}"),
    ("member", f"/library/search?q={NOTHING}"),
    ("trainer", f"/teach/media?q={NOTHING}"),
    ("trainer", f"/teach/courses?q={NOTHING}"),
    ("admin", f"/admin/people?q={NOTHING}"),
    ("admin", f"/admin/audit?person={NOTHING}"),
]
REFUSED = [
    (None, "/sign-in"),
    ("member", "/password"),
    ("trainer", "/teach/courses/new"),
    ("trainer", "/teach/quizzes/new"),
    ("organizer", "/branch/plans/new"),
    ("organizer", "/branch/notices/new"),
    ("admin", "/admin/people/new"),
]


def faults(page: Page, looks=LOOKS) -> list[str]:
    return [f"{page.url} {words}" for words in examine(page, looks)]


@pytest.mark.parametrize("login", ROLES)
def test_a_school_without_anything_says_what_to_do_next(visit, login):
    page, wrong, trail = visit(login, bypass_csp=True), [], Trail("/")
    for path in trail:
        answer = page.goto(path)
        assert answer.status < 400, path
        trail.found(page.evaluate(LINKS))
        wrong += faults(page)
    assert wrong == []


@pytest.mark.parametrize(("login", "path", "status"), ERRORS)
def test_errors_are_pages_of_the_school(visit, login, path, status):
    page = visit(login, bypass_csp=True)
    answer = page.goto(path)
    assert answer.status == status
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_text(re.compile(r"编号 [0-9A-F]{8}"))).to_be_visible()
    assert faults(page) == []


@pytest.mark.parametrize(("login", "path"), NONE_FOUND)
def test_what_finds_nothing_offers_a_way_on(visit, login, path):
    page = visit(login, bypass_csp=True)
    page.goto(path)
    expect(page.locator("main .blank").first).to_be_visible()
    assert faults(page) == []


@pytest.mark.parametrize(("login", "path"), REFUSED)
def test_a_form_that_is_refused_is_read_from_its_summary(visit, login, path):
    page = visit(login, bypass_csp=True)
    page.goto(path)
    form = page.locator("main form[method=post]").first
    with page.expect_response(lambda one: one.request.method == "POST") as answered:
        form.locator("button[type=submit]").first.click()
    assert answered.value.status == 422
    expect(page).to_have_title(re.compile("^错误："))
    expect(page.locator("[data-errsum]")).to_be_focused()
    page.locator(".errsum a").first.click()
    assert page.evaluate("document.activeElement.matches('[aria-invalid], [aria-invalid] *')")
    assert faults(page) == []
