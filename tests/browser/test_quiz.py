"""A quiz in a real browser: reload, another device, no network, no time."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select, update

from lms.db import utcnow
from quizzes.papers.models import Quiz
from quizzes.sittings import queries
from quizzes.sittings.models import Sitting
from quizzes.sittings.services import hand_in
from tests.patience import until
from tests.quizzes.conftest import DRAFTS, build_exam

pytestmark = pytest.mark.browser

SAVED = re.compile(r"已保存 \d\d:\d\d")


@pytest.fixture(scope="module")
def quiz(site) -> Quiz:
    with site.app.db.session(write=True) as session:
        trainer = site.school.actor(session, site.school.trainer)
        return build_exam(session, trainer, time_limit_seconds=1200).quiz


@pytest.fixture
def begun(visit, quiz) -> Page:
    """A member on the first question of a new sitting."""
    page = visit("member")
    begin(page, quiz)
    listening(page)
    return page


def listening(page: Page) -> None:
    """Wait until the scripts are there: they say that answers are saved as they are chosen."""
    expect(page.locator("#hint")).to_contain_text("自动保存")


def begin(page: Page, quiz: Quiz) -> None:
    page.goto(f"/quizzes/{quiz.id}")
    page.get_by_role("button", name=re.compile("开始测试|再答一次|继续作答")).click()
    expect(page.locator("legend")).to_have_text(DRAFTS[0].stem)


@pytest.fixture(autouse=True)
def _finished_afterwards(site, quiz) -> Iterator[None]:
    """Each test begins with a new sitting: the one before is handed in."""
    yield
    with site.app.db.session(write=True) as session:
        for sitting in session.scalars(select(Sitting).where(Sitting.submitted_at.is_(None))):
            hand_in(session, site.app.facts, sitting)
        session.commit()


def choose(page: Page, *texts: str) -> None:
    for text in texts:
        page.get_by_label(text).check()


def says(page: Page, words: str | re.Pattern[str]) -> None:
    expect(page.locator("[data-save-state]")).to_contain_text(words, use_inner_text=True)


def saved(page: Page) -> None:
    says(page, SAVED)


def stored(site) -> dict[int, object]:
    """What the server has of the newest sitting."""
    with site.app.db.session(write=False) as session:
        newest = session.scalar(select(Sitting.id).order_by(Sitting.id.desc()).limit(1))
        return {one.n: one.answer for one in queries.questions(session, newest)}


def turn(page: Page) -> None:
    page.locator(".actionbar").get_by_role("button", name="下一题").click()


def test_handing_in_asks_first_and_names_what_is_missing(begun):
    turn(begun)
    choose(begun, "支部党员大会")
    begun.get_by_role("button", name="标记此题").click()
    begun.locator("main").get_by_role("button", name="交卷").click()
    dialog = begun.get_by_role("dialog")
    expect(dialog).to_contain_text("还有 3 题没有作答，确定交卷？")
    expect(dialog).to_contain_text("第 1、3、4 题")
    expect(dialog.get_by_role("link", name="回去作答")).to_be_focused()
    begun.keyboard.press("Escape")
    expect(begun.get_by_label("支部党员大会")).to_be_checked()


def test_the_whole_quiz_from_first_answer_to_review(begun):
    choose(begun, "每季度")
    turn(begun)
    choose(begun, "支部党员大会", "党小组会", "支部委员会会议")
    turn(begun)
    choose(begun, "正确")
    turn(begun)
    begun.get_by_role("textbox").fill("１年")
    begun.locator(".actionbar").get_by_role("button", name="交卷").click()
    begun.get_by_role("dialog").get_by_role("button", name="确定交卷").click()
    expect(begun.get_by_role("heading", level=1)).to_have_text("10 分，通过了。")
    begun.get_by_role("link", name="回看答卷").click()
    expect(begun.get_by_role("heading", level=1)).to_contain_text("10 分，满分 10 分，通过")


def test_answers_survive_a_reload_and_another_device(begun, visit, quiz, site):
    choose(begun, "每季度")
    saved(begun)
    begun.reload()
    expect(begun.get_by_label("每季度")).to_be_checked()
    phone = visit("member", viewport={"width": 390, "height": 844})
    begin(phone, quiz)
    expect(phone.get_by_label("每季度")).to_be_checked()
    with phone.expect_response(lambda answer: answer.request.method == "PATCH"):
        choose(phone, "每年")
    begun.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(begun.get_by_label("每年")).to_be_checked()


def test_without_a_network_the_quiz_goes_on(begun, site):
    choose(begun, "每季度")
    saved(begun)
    begun.context.set_offline(True)
    turn(begun)
    choose(begun, "党小组会")
    says(begun, "未联网，答案已存在本机")
    expect(begun.get_by_role("alert")).to_contain_text("网络断开了，您可以继续作答。")
    turn(begun)
    choose(begun, "错误")
    assert stored(site) == {1: "2", 2: None, 3: None, 4: None}
    begun.context.set_offline(False)
    saved(begun)
    assert stored(site) == {1: "2", 2: ["3"], 3: "false", 4: None}
    expect(begun.get_by_role("alert")).to_be_hidden()


def test_what_a_closed_page_could_not_send_is_sent_by_the_next(begun, visit, quiz, site):
    begun.context.set_offline(True)
    choose(begun, "每月")
    says(begun, "未联网，答案已存在本机")
    assert stored(site)[1] is None
    begun.goto("about:blank")
    begun.context.set_offline(False)
    begin(begun, quiz)
    expect(begun.get_by_label("每月")).to_be_checked()
    saved(begun)
    assert stored(site)[1] == "1"


def test_a_text_that_is_being_typed_is_saved_when_the_page_goes(begun, site):
    begun.locator(".sheet").get_by_role("button", name="4").click()
    begun.get_by_role("textbox").press_sequentially("一年")
    begun.goto("/quizzes")
    expect(begun.get_by_role("heading", level=1)).to_have_text("测试")
    # what the page sent as it went travels beside the next one
    until(lambda: stored(site)[4] == "一年", 5)


def test_a_server_in_trouble_is_asked_again(begun, site):
    begun.route("**/api/v1/sittings/**", lambda route: route.fulfill(status=503))
    choose(begun, "每季度")
    says(begun, "保存未成功，正在重试")
    begun.unroute("**/api/v1/sittings/**")
    saved(begun)
    assert stored(site)[1] == "2"


def test_when_time_is_up_what_is_saved_is_handed_in(begun, site):
    choose(begun, "每季度")
    saved(begun)
    with site.app.db.session(write=True) as session:
        running = update(Sitting).where(Sitting.submitted_at.is_(None))
        session.execute(running.values(deadline_at=utcnow() + timedelta(seconds=4)))
        session.commit()
    begun.reload()
    expect(begun.get_by_role("heading", level=1)).to_contain_text("2 分", timeout=15000)


def test_the_last_minutes_are_announced(begun, site):
    with site.app.db.session(write=True) as session:
        running = update(Sitting).where(Sitting.submitted_at.is_(None))
        session.execute(running.values(deadline_at=utcnow() + timedelta(seconds=302)))
        session.commit()
    begun.reload()
    expect(begun.locator("[data-timer-warning]")).to_have_text("还剩 5 分钟", timeout=10000)


def test_keys_choose_turn_and_mark(begun, site):
    begun.get_by_text("键盘快捷键").wait_for()
    begun.locator("main").focus()
    begun.keyboard.press("b")
    saved(begun)
    begun.locator("main").focus()
    begun.keyboard.press("m")
    expect(begun.get_by_role("button", name="取消标记")).to_be_visible()
    begun.keyboard.press("ArrowRight")
    expect(begun.locator("legend")).to_have_text(DRAFTS[1].stem)
    assert stored(site)[1] == "2"


def test_without_javascript_the_form_does_it_all(visit, quiz, site):
    page = visit("member", java_script_enabled=False)
    begin(page, quiz)
    choose(page, "每季度")
    turn(page)
    expect(page.locator("legend")).to_have_text(DRAFTS[1].stem)
    choose(page, "党小组会")
    page.locator(".sheet").get_by_role("button", name="4").click()
    page.get_by_role("textbox").fill("一年")
    page.get_by_role("textbox").press("Enter")
    assert stored(site) == {1: "2", 2: ["3"], 3: None, 4: "一年"}
