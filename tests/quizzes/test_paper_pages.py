"""A trainer makes a quiz in a browser, from the first rule to the results."""

import pytest
from sqlalchemy import select

from lms.sheets import read_sheet
from quizzes.papers.models import Part

RULES = {
    "title": "季度测试",
    "visibility": "everyone",
    "pass_percent": "60",
    "partial": "nothing",
    "release": "at_once",
    "time_limit_minutes": "20",
    "attempts": "2",
}


@pytest.fixture
def browser(sign_in, school):
    return sign_in(school.trainer)


def test_from_rules_to_publication(browser, sign_in, school, exam):
    url = browser.post("/teach/quizzes/new", data=RULES).location
    assert "还没有试题。请从题库选题" in browser.get(url).text
    choose = f"{url}/banks/{exam.bank.id}"
    assert "预备党员没有表决权。" in browser.get(choose).text
    browser.post(f"{url}/items", data={"item": [exam.items[0].id, exam.items[1].id]})
    refused = browser.post(f"{choose}/draws", data={"draw": "0", "mark": "1"})
    assert refused.status_code == 422
    browser.post(f"{choose}/draws", data={"draw": "2", "mark": "2.5", "kind": "", "topic": ""})
    page = browser.get(url).text
    assert "共 4 题，满分 10 分" in page
    assert "每次随机抽 2 题" in page
    assert browser.post(f"{url}/publication").location == url
    assert "季度测试" in sign_in(school.member).get("/quizzes").text
    assert "已发布" in browser.get("/teach/quizzes").text


@pytest.mark.parametrize("mark", ["", "x", "NaN", "-1", "0", "0.001", "1e400", "1e99999999"])
def test_a_mark_that_nobody_could_earn_is_refused(session, browser, exam, mark):
    url = browser.post("/teach/quizzes/new", data=RULES).location
    browser.post(f"{url}/items", data={"item": [exam.items[0].id]})
    part = session.scalars(select(Part).order_by(Part.id.desc()).limit(1)).one()
    assert browser.post(f"{url}/parts/{part.id}", data={"mark": mark}).status_code == 422
    assert browser.post(f"{url}/parts/{part.id}", data={"mark": "1.5"}).location == url


def test_a_refused_rule_keeps_what_was_typed(browser):
    answer = browser.post(
        "/teach/quizzes/new", data={**RULES, "title": "题", "release": "after_close"}
    )
    assert answer.status_code == 422
    assert "截止后才公布，就要填写截止时间。" in answer.text
    assert 'value="题"' in answer.text


def test_times_are_those_of_the_schools_clock(session, browser):
    url = browser.post(
        "/teach/quizzes/new", data={**RULES, "closes_at": "2030-06-30T18:00"}
    ).location
    assert "18:00 截止" in browser.get(url).text
    assert 'value="2030-06-30T18:00"' in browser.get(f"{url}/settings").text


def test_after_publication_only_open_rules_are_offered(session, browser, exam):
    url = f"/teach/quizzes/{exam.quiz.id}"
    page = browser.get(f"{url}/settings").text
    assert "及格线（" not in page
    open_rules = {name: RULES[name] for name in ("title", "visibility", "release", "attempts")}
    assert browser.post(f"{url}/settings", data=open_rules).location == url
    session.refresh(exam.quiz)
    assert (exam.quiz.title, exam.quiz.time_limit_seconds) == ("季度测试", 1200)


@pytest.mark.parametrize("path", ["", "/settings", "/preview", "/results"])
def test_another_trainers_quiz_looks_absent(sign_in, school, exam, path):
    assert (
        sign_in(school.other_trainer).get(f"/teach/quizzes/{exam.quiz.id}{path}").status_code == 404
    )
    assert sign_in(school.admin).get(f"/teach/quizzes/{exam.quiz.id}{path}").status_code == 200


def test_the_preview_shows_the_key(browser, exam):
    assert "正确答案" in browser.get(f"/teach/quizzes/{exam.quiz.id}/preview").text


def test_quizzes_are_found_by_name_and_state(browser, exam):
    assert exam.quiz.title in browser.get("/teach/quizzes?state=published&sort=closing").text
    assert exam.quiz.title not in browser.get("/teach/quizzes?state=draft").text
    assert "没有符合条件的测试" in browser.get("/teach/quizzes?q=无此名").text


def test_members_are_told_whom_to_ask(sign_in, school, exam):
    for path in ("/teach/quizzes", f"/teach/quizzes/{exam.quiz.id}/results"):
        assert sign_in(school.member).get(path).status_code == 403


def test_the_template_is_a_workbook(browser):
    assert len(read_sheet(browser.get("/teach/bank/template.xlsx").data, most_rows=10)) == 5
