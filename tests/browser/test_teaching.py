"""A trainer's forms in a real browser: options of a question, and two who write one lesson."""

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from courses.authoring.models import Lesson
from courses.catalogue.models import CourseTrainer
from quizzes.bank.models import ItemRevision
from quizzes.bank.services import open_bank
from tests.courses.makers import lecture, make_course, make_film

pytestmark = pytest.mark.browser


@pytest.fixture
def bank_id(site):
    with site.app.db.session(write=True) as session:
        bank = open_bank(session, site.school.actor(session, site.school.trainer), "题库")
        session.commit()
        return bank.id


def test_options_come_and_go_at_once(site, visit, bank_id):
    page = visit("trainer")
    page.goto(f"/teach/bank/{bank_id}/items/new?kind=single")
    page.get_by_label("题干").fill("几月？")
    rows = page.locator("[data-option]")
    expect(rows).to_have_count(4)
    for n, text in enumerate("甲乙丙丁"):
        page.get_by_label(f"选项 {'ABCD'[n]}", exact=True).fill(text)
    page.get_by_role("button", name="再加一个选项").click()
    expect(page.get_by_label("选项 E", exact=True)).to_be_focused()
    page.keyboard.type("戊")
    page.get_by_role("button", name="删除选项 B").click()
    expect(rows).to_have_count(4)
    rows.nth(3).get_by_role("radio").check()
    page.get_by_label("选项 D", exact=True).press("Enter")  # saves, and takes nothing away
    expect(page.get_by_role("status")).to_contain_text("已加入题库")
    with site.app.db.session(write=False) as session:
        written = session.scalars(select(ItemRevision).order_by(ItemRevision.id.desc())).first()
    assert [option["text"] for option in written.options] == ["甲", "丙", "丁", "戊"]
    assert written.right == [written.options[3]["id"]]


def test_there_is_a_fewest_and_a_most(site, visit, bank_id):
    page = visit("trainer")
    page.goto(f"/teach/bank/{bank_id}/items/new?kind=multiple")
    more = page.get_by_role("button", name="再加一个选项")
    for _ in range(4):
        more.click()
    expect(more).to_be_hidden()
    for _ in range(6):
        page.get_by_role("button", name="删除选项 A").click()
    expect(page.get_by_role("button", name="删除选项")).to_have_count(0)


def test_of_two_who_write_one_lesson_the_later_sees_both_texts(site, visit):
    with site.app.db.session(write=True) as session:
        trainer = site.school.actor(session, site.school.trainer)
        course = make_course(session, trainer, lecture(make_film(session, site.school.trainer)))
        other = site.school.other_trainer.id
        session.add(CourseTrainer(course_id=course.id, person_id=other))
        lesson = session.scalars(select(Lesson).where(Lesson.course_id == course.id)).one()
        session.commit()
    address = f"/teach/courses/{course.id}/lessons/{lesson.id}"
    first, second = visit("trainer"), visit("trainer2")
    for page in (first, second):
        page.goto(address)
    first.locator("[name=title]").fill("甲写的标题")
    expect(first.locator("[data-save-state]")).to_contain_text("已保存")
    second.locator("[name=title]").fill("乙写的标题")
    expect(second.locator("[data-save-state]")).to_contain_text("刚在别处修改过")
    second.get_by_role("button", name="保存本讲").click()
    expect(second.locator(".note .lines")).to_have_text("甲写的标题")
    expect(second.locator("[name=title]")).to_have_value("乙写的标题")
    second.get_by_role("button", name="保存本讲").click()
    expect(second.get_by_role("status").filter(has_text="本讲已保存")).to_be_visible()
