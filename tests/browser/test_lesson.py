"""The page of a lecture: its tabs, and notes that are taken without leaving the film."""

import re

import pytest
from playwright.sync_api import expect
from sqlalchemy import delete

from courses.authoring.drafts import Chapter
from courses.enrolment.services import enrol
from courses.notes.models import Note
from media.assets.models import Caption, Kind, Rendition
from tests.browser.examine import violations
from tests.courses.makers import lecture, make_course, make_film

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}
CHAPTERS = (Chapter(0, "开场"), Chapter(40, "党员大会"))
VTT = "WEBVTT\n\n00:01.000 --> 00:20.000\n同志们好。\n\n00:20.000 --> 00:30.000\n按班组分两次开。\n"


@pytest.fixture(scope="module")
def lesson(site):
    school = site.school
    with site.app.db.session(write=True) as session:
        trainer, member = (school.actor(session, who) for who in (school.trainer, school.member))
        film = make_film(session, school.trainer)
        session.add_all(
            [
                Rendition(
                    asset_id=film.id, width=640, height=360, bandwidth=1, codecs="", blob="",
                    head_length=1,
                ),
                Caption(asset_id=film.id, language="zh", vtt=VTT),
            ]
        )  # fmt: skip
        blob = site.app.blobs.put(b"%PDF-1.7")
        paper = make_film(session, school.trainer, "讲义", kind=Kind.document, original=blob)
        draft = lecture(film, chapters=CHAPTERS, materials=(paper.id,))
        course = make_course(session, trainer, draft)
        enrol(session, member, course)
        address = f"/courses/{course.id}/1"
        session.commit()
    return address


@pytest.fixture
def learn(site, visit, lesson):
    """Open the lecture as a member who has not written a note yet."""
    with site.app.db.session(write=True) as session:
        session.execute(delete(Note))
        session.commit()

    def _learn(**options):
        page = visit("member", **options)
        page.goto(lesson)
        return page

    return _learn


def test_one_tab_is_shown_at_a_time(learn):
    page = learn()
    script, chapters = page.locator("#script"), page.locator("#chapters")
    expect(script).to_be_visible()
    expect(chapters).to_be_hidden()
    expect(page.get_by_role("link", name="笔记", exact=True)).to_be_hidden()
    expect(page.locator("#notes")).to_be_visible()
    page.get_by_role("link", name="章节 2").click()
    expect(chapters).to_be_visible()
    expect(script).to_be_hidden()
    page.get_by_role("link", name="资料 1").click()
    with page.expect_download() as download:
        page.locator("#files a").click()
    assert download.value.suggested_filename == "film.mp4"


def test_on_phones_notes_are_a_tab(learn):
    page = learn(viewport=PHONE)
    notes = page.locator("#notes")
    expect(notes).to_be_hidden()
    page.get_by_role("link", name=re.compile("^笔记")).click()
    expect(notes).to_be_visible()
    expect(page.locator("#script")).to_be_hidden()
    page.set_viewport_size({"width": 1280, "height": 900})
    expect(notes).to_be_visible()
    expect(page.locator("#script")).to_be_visible()


def test_a_note_is_kept_changed_removed_and_taken_back(learn):
    page = learn()
    page.evaluate("() => { window.stays = true; }")
    page.get_by_label("记一条笔记").fill("回去和老李商量排班。")
    page.get_by_role("button", name="保存笔记").click()
    note = page.locator("#notes li")
    expect(note).to_contain_text("回去和老李商量排班。")
    note.get_by_text("修改", exact=True).click()
    note.get_by_label("修改 0:00 的笔记").fill("按班组分两次开。")
    note.get_by_role("button", name="保存").click()
    expect(note).to_contain_text("按班组分两次开。")
    note.get_by_role("button", name="删除 0:00 的笔记").click()
    expect(note).to_have_count(0)
    page.get_by_role("button", name="撤销").click()
    expect(note).to_have_count(1)
    assert page.evaluate("window.stays")


def test_a_note_that_says_nothing_is_refused_in_its_place(learn):
    page = learn()
    page.get_by_role("button", name="保存笔记").click()
    expect(page.locator("#notes .err")).to_have_text("请写下笔记内容。")


def test_without_javascript_everything_stands_below_each_other(learn):
    page = learn(java_script_enabled=False)
    for name in ("#chapters", "#script", "#files", "#notes"):
        expect(page.locator(name)).to_be_visible()
    page.get_by_label("记一条笔记").fill("没有脚本也能记。")
    page.get_by_role("button", name="保存笔记").click()
    expect(page.locator("#notes")).to_contain_text("没有脚本也能记。")


@pytest.mark.parametrize("viewport", [PHONE, {"width": 1280, "height": 3000}])
def test_the_page_is_accessible(learn, viewport):
    page = learn(viewport=viewport, bypass_csp=True)
    for link in page.locator(".tabs a:visible").all():
        link.click()
        assert not violations(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
