"""Courseware in a browser: read, turned by keys, enlarged, searched, copied; what was seen counts."""

from decimal import Decimal

import pytest
import typst
from playwright.sync_api import expect

from courses.authoring.drafts import LessonDraft
from courses.authoring.queries import draft_outline, editable_section
from courses.authoring.services import add_lesson, publish
from courses.catalogue.models import LessonKind
from courses.enrolment.services import enrol
from courses.progress.rules import Rule, RuleKind
from lms.bootstrap.features import cjk_fonts
from media.assets.services import StoredFile, store
from media.documents import queries
from tests.browser.examine import violations
from tests.courses.makers import make_draft
from tests.media.work import work_off

pytestmark = pytest.mark.browser

PATIENCE = 20_000
PAGES = ("党支部工作条例", "三会一课：党员大会", "组织生活会和党员大会", "民主评议")
SOURCE = (
    '#set page(width: 480pt, height: 640pt)\n#set text(font: "Noto Serif CJK SC", size: 28pt)\n'
)
PHONE = {"width": 390, "height": 844}
IN_VIEW = """(number) => {
  const box = document.querySelector(`#page-${number}`).getBoundingClientRect();
  return box.top < innerHeight / 2 && box.bottom > innerHeight / 2;
}"""


@pytest.fixture(scope="module")
def glyphs():
    """The machine has a Chinese font: see tests/needs.py."""
    return cjk_fonts()


@pytest.fixture(scope="module")
def paper(site, glyphs):
    """A document whose every page has a line of words."""
    content = typst.compile((SOURCE + "\n#pagebreak()\n".join(PAGES)).encode())
    with site.app.db.session(write=True) as session:
        file = StoredFile("条例.pdf", site.app.blobs.put(content), len(content))
        asset_id = store(session, site.school.trainer.id, file).id
        session.commit()
    work_off(site.app)
    return asset_id


@pytest.fixture(scope="module")
def lesson(site, paper):
    """The address of the lesson in which a member reads it."""
    with site.app.db.session(write=True) as session:
        trainer, member = (
            site.school.actor(session, who) for who in (site.school.trainer, site.school.member)
        )
        course = make_draft(session, trainer)
        section = draft_outline(session, course.id).sections[0]
        draft = LessonDraft(
            title="条例", ref_id=paper, nominal_hours=Decimal(1), rule=Rule(RuleKind.read)
        )
        place = editable_section(session, trainer, section.id)
        add_lesson(session, trainer, place, LessonKind.document, draft)
        publish(session, trainer, course)
        session.refresh(course)
        enrol(session, member, course)
        address = f"/courses/{course.id}/1"
        session.commit()
    return address


@pytest.fixture
def read(visit, lesson):
    def _read(**options):
        page = visit("member", **options)
        page.goto(lesson)
        return page

    return _read


def is_at(page, number):
    page.wait_for_function(IN_VIEW, arg=number)
    expect(page.locator("[data-at]")).to_have_value(str(number))


def test_pages_are_turned_by_keys_and_by_number(read):
    page = read()
    page.locator("[data-roll]").focus()
    for key, number in (
        ("ArrowRight", 2),
        ("PageDown", 3),
        ("ArrowLeft", 2),
        ("End", 4),
        ("Home", 1),
    ):
        page.keyboard.press(key)
        is_at(page, number)
    page.locator("[data-at]").fill("３")
    page.keyboard.press("Enter")
    is_at(page, 3)
    page.locator("[data-at]").fill("99")
    page.keyboard.press("Enter")
    is_at(page, 4)


def test_a_page_is_made_larger_and_its_finer_picture_comes(read):
    page = read()
    page.locator("[data-roll]").focus()
    width = page.locator("#page-1").bounding_box()["width"]
    for _time in range(2):
        page.keyboard.press("+")
    expect(page.locator("[data-zoom-at]")).to_have_text("150%")
    assert page.locator("#page-1").bounding_box()["width"] == pytest.approx(1.5 * width, rel=0.01)
    page.wait_for_function("() => document.querySelector('#page-1 img').naturalWidth > 2000")
    page.keyboard.press("-")
    expect(page.locator("[data-zoom-at]")).to_have_text("125%")
    page.get_by_role("button", name="恢复适合宽度").click()
    assert page.locator("#page-1").bounding_box()["width"] == pytest.approx(width, rel=0.01)


def test_words_are_selected_and_copied(read):
    page = read()
    line = page.locator("#page-1 .words text").first
    expect(line).to_have_text(PAGES[0])
    box, picture = line.bounding_box(), page.locator("#page-1").bounding_box()
    assert box["x"] > picture["x"]
    assert box["width"] > picture["width"] / 4
    line.click(click_count=3)
    assert page.evaluate("getSelection().toString().trim()") == PAGES[0]


def test_words_are_found_on_pages_that_were_not_near(read):
    page = read()
    page.locator("[data-roll]").focus()
    page.keyboard.press("/")
    field = page.get_by_role("searchbox", name="在课件中查找")
    expect(field).to_be_focused()
    field.fill("党员大会")
    expect(page.locator("[data-count]")).to_have_text("第 1 处，共 2 处")
    is_at(page, 2)
    expect(page.locator("#page-2 .hits .on")).to_have_count(1)
    field.press("Enter")
    expect(page.locator("[data-count]")).to_have_text("第 2 处，共 2 处")
    is_at(page, 3)
    box = page.locator("#page-3 .hits .on").bounding_box()
    assert box["width"] == pytest.approx(4 / 10 * _line(page, 3)["width"], rel=0.1)
    page.get_by_role("button", name="下一处").click()
    expect(page.locator("[data-count]")).to_have_text("第 1 处，共 2 处")


def test_what_is_not_found_is_said_and_the_search_is_put_away(read):
    page = read()
    page.get_by_role("button", name="在课件中查找").click()
    field = page.get_by_role("searchbox", name="在课件中查找")
    field.fill("三会")
    expect(page.locator(".hits g")).to_have_count(1)
    field.fill("没有这个词")
    expect(page.locator("[data-count]")).to_have_text("没有找到")
    expect(page.get_by_role("button", name="下一处")).to_be_disabled()
    field.press("Escape")
    expect(field).to_be_hidden()
    expect(page.locator(".hits g")).to_have_count(0)


def _line(page, number):
    return page.locator(f"#page-{number} .words text").first.bounding_box()


def test_only_pages_that_were_shown_count(site, read, paper):
    page = read()
    page.locator("[data-roll]").focus()
    page.keyboard.press("Home")
    expect(page.locator("[data-progress]")).to_have_text("已看 1 页，还有 3 页", timeout=PATIENCE)
    page.keyboard.press("End")
    expect(page.locator("[data-progress]")).to_have_text("已看 2 页，还有 2 页", timeout=PATIENCE)
    with site.app.db.session(write=False) as session:
        assert queries.progress(session, site.school.member.id, paper).pages == [1, 4]
    for number in (2, 3):
        page.locator("[data-at]").fill(str(number))
        page.keyboard.press("Enter")
        page.wait_for_timeout(2500)
    expect(page.get_by_text("本讲已完成")).to_be_visible(timeout=PATIENCE)


def test_without_javascript_it_is_a_list_of_pages(read):
    page = read(java_script_enabled=False)
    expect(page.locator("figure img")).to_have_count(len(PAGES))
    expect(page.locator("[data-tools]")).to_be_hidden()
    assert "不能记录看过的页" in page.content()


@pytest.mark.parametrize("text", ["", "xl"])
def test_the_reader_fits_a_phone(read, text):
    page = read(viewport=PHONE, bypass_csp=True)
    if text:
        page.evaluate("(text) => { document.documentElement.dataset.text = text; }", text)
    page.get_by_role("button", name="在课件中查找").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert not violations(page)
