"""Pictures of pages, for people to look at: whole, in the look that was asked for."""

import pytest
from PIL import Image

from lms.workshop.camera import Camera
from lms.workshop.scenes import Look, Scene

pytestmark = pytest.mark.browser

HOME = Scene("home.index")


def test_a_picture_shows_the_whole_page(camera, tmp_path):
    file = tmp_path / "home.png"
    assert camera.take(HOME, Look(390), file) == []
    with Image.open(file) as picture:
        assert picture.width == 2 * 390
        assert picture.height > 2 * 844


def test_dark_english_and_large_are_shown_as_such(camera):
    with camera.visit(HOME, Look(1280, "dark", "xl", "en")) as (page, _said):
        assert page.locator("html").get_attribute("lang") == "en"
        assert page.locator("html").get_attribute("data-text") == "xl"
        assert page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")


def test_paper_is_shown_as_such(browser, demo):
    with Camera(browser, demo, medium="print").visit(HOME, Look()) as (page, _said):
        assert page.locator(".top").is_hidden()


def test_what_does_not_fit_is_told(camera, tmp_path):
    def _spoil(page):
        page.evaluate("""() => {
          const wide = document.createElement('p');
          wide.className = 'too-wide';
          wide.style.width = '3000px';
          document.querySelector('main').append(wide);
        }""")

    said = camera.take(Scene("home.index", act=_spoil), Look(), tmp_path / "home.png")
    assert any("too-wide" in words for words in said)


def test_an_answer_that_nobody_expected_is_told(camera):
    with camera.visit(Scene("errors", path="/nowhere"), Look()) as (_page, said):
        assert said == ["status 404"]
