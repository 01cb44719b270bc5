"""The bell of an open page, and a notice on its way from its writer to its reader's confirmation."""

import pytest
from playwright.sync_api import expect

from lms.db import today
from lms.notices import audiences
from lms.notices.audiences import Wish
from lms.notices.services.sending import Draft, send
from tests.browser.examine import violations

pytestmark = pytest.mark.browser

WITHIN = 5_500  # milliseconds: a poll, and the time it takes


def tell(site, title):
    with site.app.db.session(write=True) as session:
        organizer = site.school.actor(session, site.school.organizer)
        wish = Wish("unit", site.school.branch_a.id, today(site.app.settings.zone))
        draft = Draft(title=title, body="内容。")
        send(session, organizer, draft, audiences.unit(session, organizer, wish))
        session.commit()


def test_an_open_page_rings_within_five_seconds(site, visit):
    page = visit("member")
    page.goto("/help")
    before = page.locator(".bell .badge").count()
    tell(site, "新通知")
    page.wait_for_selector(f".bell .badge:text-is('{before + 1}')", timeout=WITHIN)
    expect(page.locator(".bell")).to_contain_text("条未读")


def test_a_quiet_page_asks_without_being_sent_anything(site, visit):
    page = visit("member")
    page.goto("/help")
    with page.expect_response(lambda answer: answer.url.endswith("/bell"), timeout=7000) as asked:
        pass
    assert asked.value.status == 304


@pytest.mark.parametrize("scripts", [True, False])
def test_from_writing_to_confirming(site, visit, scripts):
    organizer = visit("organizer", java_script_enabled=scripts)
    organizer.goto("/branch/notices/new")
    organizer.select_option("[name=to]", f"unit:{site.school.branch_a.id}")
    organizer.fill("[name=title]", f"集中学习 {scripts}")
    organizer.fill("[name=body]", "请按时完成。")
    organizer.check("[name=must_confirm]")
    organizer.click("button:text('预览')")
    organizer.click("button:text('发送')")
    expect(organizer.locator("main")).to_contain_text("已发给")
    member = visit("member", java_script_enabled=scripts)
    member.goto("/notices")
    member.click(f"a:text('集中学习 {scripts}')")
    member.click("button:text('确认收到')")
    expect(member.locator("main")).to_contain_text("您已于")
    organizer.reload()
    expect(organizer.locator("main")).to_contain_text("1 人已确认")
    if scripts:  # axe is one
        assert violations(organizer) == violations(member) == []
