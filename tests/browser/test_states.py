"""Pages that no link of a full school leads to: empty lists, refused forms, shut doors, errors.

That they are accessible is told by `test_every_page.py`; here is what they say. The school of the
first test has people and nothing else, so every list of every role is empty.
"""

import re

import pytest
from playwright.sync_api import expect

from lms.workshop.scenes import Look
from tests.browser.examine import examine
from tests.links import Trail
from tests.pictures.acts import refused
from tests.pictures.scenes import SCENES

pytestmark = pytest.mark.browser

LINKS = "() => [...document.querySelectorAll('a[href^=\"/\"]')].map((a) => a.pathname)"
ROLES = ["trainer", "organizer", "admin"]  # each is a member, too
ERRORS = [scene for scene in SCENES if scene.view == "errors"]
NONE_FOUND = [scene for scene in SCENES if scene.state == "none-found"]
REFUSED = [scene for scene in SCENES if scene.act is refused and scene.state == "refused"]


def test_a_school_without_anything_says_what_to_do_next(visit):
    wrong: list[str] = []
    seen: set[str] = set()
    for login in ROLES:
        page, trail = visit(login, bypass_csp=True), Trail("/")
        for path in trail:
            answer = page.goto(path)
            assert answer.status < 400, path
            trail.found(page.evaluate(LINKS))
            if path == "/" or path not in seen:
                wrong += [f"{login} {path} {words}" for words in examine(page)]
            seen.add(path)
    assert wrong == []


@pytest.mark.parametrize("scene", ERRORS, ids=str)
def test_errors_are_pages_of_the_school(camera, scene):
    with camera.visit(scene, Look()) as (page, said):
        assert said == []
        expect(page.get_by_role("alert")).to_be_visible()
        expect(page.get_by_text(re.compile(r"编号 [0-9A-F]{8}"))).to_be_visible()


@pytest.mark.parametrize("scene", NONE_FOUND, ids=str)
def test_what_finds_nothing_offers_a_way_on(camera, scene):
    with camera.visit(scene, Look()) as (page, _said):
        expect(page.locator("main .blank").first).to_be_visible()


@pytest.mark.parametrize("scene", REFUSED, ids=str)
def test_a_form_that_is_refused_is_read_from_its_summary(camera, scene):
    with camera.visit(scene, Look()) as (page, _said):
        expect(page).to_have_title(re.compile("^错误："))
        expect(page.locator("[data-errsum]")).to_be_focused()
        page.locator(".errsum a").first.click()
        assert page.evaluate("document.activeElement.matches('[aria-invalid], [aria-invalid] *')")
