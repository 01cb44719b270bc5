"""Each role's main job twice: by the keyboard alone, and without JavaScript."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from courses.catalogue.models import Course
from courses.enrolment.models import Enrolment
from lms.people import Person
from quizzes.sittings.models import Sitting
from tests.courses.makers import lecture, make_course, make_film
from tests.courses.studying import set_task
from tests.quizzes.conftest import build_exam

pytestmark = pytest.mark.browser

MOST_TABS = 150
IS_FOCUSED = "(element) => element === document.activeElement"


@dataclass
class Pointer:
    """Somebody with a mouse, whose browser runs no scripts."""

    page: Page

    def press(self, place: Locator) -> None:
        place.click()

    def choose(self, place: Locator) -> None:
        place.check()

    def type(self, place: Locator, words: str) -> None:
        place.fill(words)

    def pick(self, place: Locator, label: str) -> None:
        place.select_option(label=label)


@dataclass
class Keys:
    """Somebody who has a keyboard only, and finds everything by Tab."""

    page: Page

    def go_to(self, place: Locator) -> None:
        for _tab in range(MOST_TABS):
            if place.evaluate(IS_FOCUSED):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab does not lead to {place}")

    def press(self, place: Locator) -> None:
        self.go_to(place)
        self.page.keyboard.press("Enter")
        self.page.wait_for_load_state()

    def choose(self, place: Locator) -> None:
        """Go to the group, which has one stop, and from there by arrows to the choice."""
        group = self.page.locator(f"[name={place.get_attribute('name')}]")
        for _tab in range(MOST_TABS):
            if any(one.evaluate(IS_FOCUSED) for one in group.all()):
                break
            self.page.keyboard.press("Tab")
        self.page.keyboard.press("Space")
        for _arrow in range(group.count()):
            if place.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        expect(place).to_be_checked()

    def type(self, place: Locator, words: str) -> None:
        self.go_to(place)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(words)

    def pick(self, place: Locator, label: str) -> None:
        self.go_to(place)
        for _arrow in range(place.locator("option").count()):
            if place.locator("option:checked").inner_text() == label:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"no arrow leads to {label}")


Hand = Pointer | Keys


@pytest.fixture(params=["keys", "plain"])
def come(request, visit) -> Callable[[str], Hand]:
    def _come(login: str) -> Hand:
        if request.param == "keys":
            return Keys(visit(login))
        return Pointer(visit(login, java_script_enabled=False))

    return _come


def made(site, make):
    with site.app.db.session(write=True) as session:
        thing = make(session)
        session.commit()
    return thing


def rows(site, what):
    with site.app.db.session(write=False) as session:
        return session.scalars(what).all()


def test_a_member_enrols_and_opens_the_lecture(site, come):
    trainer = site.school.trainer
    course = made(
        site,
        lambda session: make_course(
            session,
            site.school.actor(session, trainer),
            lecture(make_film(session, trainer), title="第一件"),
            title="班前会",
        ),
    )
    hand = come("member")
    page = hand.page
    page.goto("/")
    hand.press(page.get_by_role("link", name="课程", exact=True).first)
    hand.press(page.locator(f"main a[href='/courses/{course.id}']").first)
    hand.press(page.get_by_role("button", name="报名学习"))
    hand.press(page.get_by_role("link", name=re.compile("继续学习|开始学习")).first)
    expect(page.get_by_role("heading", level=1)).to_contain_text("第一件")
    mine = select(Enrolment.id).join(Course).where(Course.id == course.id)
    assert len(rows(site, mine)) == 1


def test_a_member_sits_a_quiz(site, come):
    def _exam(session):
        return build_exam(session, site.school.actor(session, site.school.trainer)).quiz

    quiz = made(site, _exam)
    hand = come("member")
    page = hand.page
    page.goto(f"/quizzes/{quiz.id}")
    hand.press(page.get_by_role("button", name="开始测试"))
    hand.choose(page.get_by_label("每季度"))
    hand.press(page.locator(".actionbar").get_by_role("button", name="下一题"))
    expect(page.get_by_label("党小组会")).to_be_visible()
    hand.press(page.locator("main").get_by_role("button", name="交卷").first)
    hand.press(page.get_by_role("button", name="确定交卷"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("2 分")
    handed_in = select(Sitting.id).where(
        Sitting.quiz_id == quiz.id, Sitting.submitted_at.is_not(None)
    )
    assert len(rows(site, handed_in)) == 1


def test_a_trainer_builds_and_publishes(site, come):
    made(site, lambda session: make_film(session, site.school.trainer, "班前会的影片"))
    hand = come("trainer")
    page = hand.page
    page.goto("/teach/courses")
    hand.press(page.get_by_role("link", name="新建课程").first)
    hand.type(page.locator("input[name=title]"), "班组安全")
    hand.press(page.get_by_role("button", name="新建并添加内容"))
    for title in ("第一件", "第二件"):
        hand.type(page.locator("#add input[name=title]"), title)
        hand.press(page.get_by_role("button", name="添加", exact=True))
        hand.pick(page.locator("select[name=ref_id]"), "班前会的影片")
        hand.type(page.locator("input[name=nominal_hours]"), "0.5")
        hand.press(page.get_by_role("button", name="保存本讲"))
        expect(page.get_by_text("本讲已保存。")).to_be_visible()
        hand.press(page.get_by_role("link", name="课程内容"))
    hand.press(page.get_by_role("button", name="第 1 讲下移"))
    expect(page.locator("[data-lesson]").first).to_contain_text("第二件")
    hand.press(page.get_by_role("button", name="发布", exact=True))
    expect(page.locator("main")).to_contain_text("第 1 版已发布")


def test_an_organizer_reports_and_exports(site, come):
    def _task(session):
        trainer = site.school.actor(session, site.school.trainer)
        course = make_course(session, trainer, lecture(make_film(session, site.school.trainer)))
        return set_task(session, [site.school.north], course, by=site.school.organizer)

    made(site, _task)
    hand = come("organizer")
    page = hand.page
    page.goto("/branch")
    hand.press(page.locator(".side a", has_text="完成情况").first)
    expect(page.get_by_role("heading", level=1)).to_contain_text("学习完成情况")
    hand.press(page.get_by_role("button", name=re.compile("导出 Excel")))
    expect(page.get_by_text("正在准备文件…")).to_be_visible()


def test_an_admin_admits_somebody(site, come, request):
    login = f"new-{request.node.callspec.params['come']}"
    hand = come("admin")
    page = hand.page
    page.goto("/admin/people")
    hand.press(page.get_by_role("link", name="新建账号"))
    hand.type(page.get_by_label("姓名"), "周清")
    hand.type(page.get_by_label("登录名"), login)
    hand.pick(page.get_by_label("组织", exact=True), site.school.committee.name)
    hand.press(page.get_by_role("button", name="保存"))
    expect(page.locator("main")).to_contain_text(login)
    assert len(rows(site, select(Person.id).where(Person.login == login))) == 1
