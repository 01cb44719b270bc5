"""A trainer writes a course in a real browser; a learner sees a lesson become complete."""

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from courses.authoring.models import Lesson
from courses.authoring.queries import draft_outline
from courses.enrolment.services import enrol
from media.assets.models import Asset
from tests.courses.makers import lecture, make_course, make_film, watch

pytestmark = pytest.mark.browser

TITLES = ["第一件", "第二件", "第三件"]


@pytest.fixture
def course(site):
    """A published course of three lectures, new for each test."""
    with site.app.db.session(write=True) as session:
        trainer = site.school.actor(session, site.school.trainer)
        films = [make_film(session, site.school.trainer) for _ in TITLES]
        drafts = [lecture(film, title=title) for film, title in zip(films, TITLES, strict=True)]
        course = make_course(session, trainer, *drafts)
        session.commit()
    return course


def lessons(site, course):
    with site.app.db.session(write=False) as session:
        return draft_outline(session, course.id).lessons


def titles(site, course):
    return [lesson.title for lesson in lessons(site, course)]


def test_what_is_typed_is_saved_by_itself(site, visit, course):
    page = visit("trainer")
    page.goto(f"/teach/courses/{course.id}/lessons/{lessons(site, course)[0].id}")
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.get_by_label("标题").fill("会前一周做什么")
    expect(page.locator("[data-save-state]")).to_contain_text("已保存")
    page.get_by_label("学时").fill("一")
    expect(page.locator("[data-save-state]")).to_contain_text("没有保存：请填写数字")
    page.get_by_label("学时").fill("2")
    expect(page.locator("[data-save-state]")).to_contain_text("已保存")
    assert titles(site, course)[0] == "会前一周做什么"


def test_a_second_tab_is_told_and_keeps_its_words(site, visit, course):
    address = f"/teach/courses/{course.id}/lessons/{lessons(site, course)[0].id}"
    page = visit("trainer")
    page.goto(address)
    with site.app.db.session(write=True) as session:
        session.get(Lesson, lessons(site, course)[0].id).revision = 5
        session.commit()
    page.get_by_label("标题").fill("后来的标题")
    expect(page.locator("[data-save-state]")).to_contain_text("刚在别处修改过")
    page.get_by_role("button", name="保存本讲").click()
    expect(page.get_by_label("标题")).to_have_value("后来的标题")
    page.get_by_role("button", name="保存本讲").click()
    expect(page.get_by_text("本讲已保存。")).to_be_visible()
    assert titles(site, course)[0] == "后来的标题"


def test_words_typed_without_network_are_saved_when_it_is_back(site, visit, course):
    page = visit("trainer")
    page.goto(f"/teach/courses/{course.id}/info")
    page.context.set_offline(True)
    page.get_by_label("简介").fill("写给新任支部书记。")
    expect(page.locator("[data-save-state]")).to_contain_text("没有网络")
    page.context.set_offline(False)
    expect(page.locator("[data-save-state]")).to_contain_text("已保存", timeout=15_000)


def test_a_lesson_is_dragged_by_its_handle(site, visit, course):
    page = visit("trainer")
    page.goto(f"/teach/courses/{course.id}/content")
    handle = page.get_by_role("button", name="拖动排序：第 3 讲")
    with page.expect_navigation():
        handle.drag_to(page.locator("[data-lesson]").first, target_position={"x": 100, "y": 5})
    assert titles(site, course) == ["第三件", "第一件", "第二件"]


@pytest.mark.parametrize("has_scripts", [True, False])
def test_arrows_and_removal_work_with_and_without_scripts(site, visit, course, has_scripts):
    page = visit("trainer", java_script_enabled=has_scripts)
    page.goto(f"/teach/courses/{course.id}/content")
    page.get_by_role("button", name="第 1 讲下移").click()
    page.wait_for_url("**/content#*")
    assert titles(site, course) == ["第二件", "第一件", "第三件"]
    page.get_by_role("link", name="第三件").click()
    page.get_by_text("删除本讲").click()
    page.get_by_role("button", name="删除", exact=True).click()
    expect(page.get_by_text("这一讲已从草稿中删除。")).to_be_visible()
    assert titles(site, course) == ["第二件", "第一件"]


def test_a_lesson_that_becomes_complete_shows_the_way_on(site, visit, course):
    with site.app.db.session(write=True) as session:
        enrol(session, site.school.actor(session, site.school.member), course)
        session.commit()
    page = visit("member")
    page.goto(f"/courses/{course.id}/1")
    expect(page.get_by_text("本讲已完成")).to_be_hidden()
    with site.app.db.session(write=True) as session:
        film = session.get(
            Asset,
            session.scalar(select(Lesson.ref_id).where(Lesson.id == lessons(site, course)[0].id)),
        )
        watch(session, site.app.facts, site.school.member, film)
        session.commit()
    page.evaluate("document.dispatchEvent(new CustomEvent('lecture:complete'))")
    expect(page.get_by_text("本讲已完成")).to_be_visible()
    page.get_by_role("link", name="学习下一讲").click()
    page.wait_for_url(f"**/courses/{course.id}/2")
    expect(page.get_by_text("3 讲，已完成 1 讲")).to_be_visible()
