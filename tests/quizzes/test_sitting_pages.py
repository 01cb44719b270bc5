"""A sitting from the list to the review, with plain forms: no JavaScript anywhere."""

import html
import re
from datetime import timedelta

import pytest
import time_machine

from quizzes.sittings import queries
from quizzes.sittings.queries import running_sitting


@pytest.fixture
def browser(sign_in, school):
    return sign_in(school.member)


@pytest.fixture
def sitting(session, browser, member, exam):
    browser.post(f"/quizzes/{exam.quiz.id}/sittings")
    return running_sitting(session, member.id, exam.quiz.id)


def answers_of(session, sitting):
    return {one.n: one.answer for one in queries.questions(session, sitting.id)}


def was(page):
    return html.unescape(re.search(r'name="was"\s+value="([^"]*)"', page.text)[1])


def test_the_list_and_the_rules_say_what_to_expect(browser, exam):
    assert exam.quiz.title in browser.get("/quizzes").text
    rules = browser.get(f"/quizzes/{exam.quiz.id}").text
    for words in (
        "4 题",
        "10&nbsp;分",
        "限时 20",
        "可作答 2 次",
        "满分的 60%",
        "开始测试",
        "120 秒",
    ):
        assert words in rules


def test_the_whole_way_without_javascript(session, browser, sitting, exam):
    url = f"/sittings/{sitting.id}"
    page = browser.get(f"{url}/1")
    assert "党支部党员大会一般多长时间召开一次？" in page.text
    step = browser.post(f"{url}/1", data={"was": was(page), "answer": "2", "go": "2"})
    assert step.location == f"{url}/2"
    browser.post(f"{url}/2", data={"was": "null", "answer": ["1", "3", "2"], "go": "3"})
    browser.post(f"{url}/3", data={"was": "null", "answer": "true", "flag": "on"})
    assert answers_of(session, sitting) == {1: "2", 2: ["1", "2", "3"], 3: "true", 4: None}
    confirm = browser.get(f"{url}/submission").text
    assert "还有 1 题没有作答，确定交卷？" in confirm
    assert "第 4 题" in confirm
    assert "第 3 题" in confirm
    receipt = browser.get(browser.post(f"{url}/submission").location).text
    assert "6 分，通过了。" in receipt
    review = browser.get(f"{url}/review").text
    assert review.index("预备期多长？") < review.index("党支部党员大会一般多长时间")
    assert "一般每季度召开一次。" in review


def test_a_page_that_shows_what_is_stored_saves_nothing(session, browser, sitting):
    url = f"/sittings/{sitting.id}/1"
    browser.post(url, data={"was": "null", "answer": "2", "go": "2"})
    before = queries.questions(session, sitting.id)[0]
    page = browser.get(url)
    assert "checked" in page.text
    browser.post(url, data={"was": was(page), "answer": "2", "go": "2"})
    assert queries.questions(session, sitting.id)[0] == before


def test_an_answer_is_taken_back_without_javascript(session, browser, sitting):
    url = f"/sittings/{sitting.id}/2"
    browser.post(url, data={"was": "null", "answer": ["1"], "go": "1"})
    browser.post(url, data={"was": '["1"]', "go": "1"})
    assert answers_of(session, sitting)[2] is None


def test_when_time_is_up_the_page_leads_to_hand_in(session, browser, sitting):
    with time_machine.travel(sitting.deadline_at + timedelta(seconds=1)):
        assert browser.get(f"/sittings/{sitting.id}/1").location.endswith("/submission")
        page = browser.get(f"/sittings/{sitting.id}/submission").text
    assert "时间已到，请交卷。" in page


def test_a_late_form_is_kept_for_staff_and_says_so(session, browser, sitting):
    with time_machine.travel(sitting.deadline_at + timedelta(seconds=121)):
        answer = browser.post(
            f"/sittings/{sitting.id}/1", data={"was": "null", "answer": "2", "go": "2"}
        )
        page = browser.get(answer.location)
    assert "这个答案没有计入" in page.text
    assert [late.answer for late in queries.late_answers(session, sitting.id)] == ["2"]


@pytest.mark.parametrize("path", ["1", "questions", "submission", "review"])
def test_somebody_elses_sitting_looks_absent(sign_in, school, sitting, path):
    stranger = sign_in(school.colleague)
    assert stranger.get(f"/sittings/{sitting.id}/{path}").status_code == 404
    assert stranger.post(f"/sittings/{sitting.id}/submission").status_code == 404


@pytest.mark.parametrize(
    "answers",
    [
        *("", "{", "[]", "[{}]", "[1]", "[" * 100_000),
        '[{"n": 1, "seq": "x", "answer": 1, "answered_at": null}]',
        '[{"n": 1e400, "seq": 1, "answer": "2", "answered_at": null}]',
        '[{"n": 1, "seq": 1, "answer": "2", "answered_at": "9999-12-31T23:59:59-14:00"}]',
        r'[{"n": 4, "seq": 1, "answer": "\ud800", "answered_at": null}]',
    ],
)
def test_a_broken_beacon_is_refused_and_changes_nothing(session, browser, sitting, answers):
    url = f"/sittings/{sitting.id}/answers"
    assert browser.post(url, data={"answers": answers}).status_code == 422
    assert set(answers_of(session, sitting).values()) == {None}


@pytest.mark.parametrize("strange", [{"go": "9" * 5000}, {"was": "[" * 100_000}])
def test_strange_fields_beside_an_answer_do_not_lose_it(session, browser, sitting, strange):
    url = f"/sittings/{sitting.id}/1"
    assert browser.post(url, data={"was": "null", "answer": "2", **strange}).status_code == 302
    assert answers_of(session, sitting)[1] == "2"


def test_a_beacon_saves_what_was_left(session, browser, sitting):
    sent = '[{"n": 1, "seq": 5, "answer": "2", "answered_at": "2026-06-12T08:00:00Z"}]'
    assert (
        browser.post(f"/sittings/{sitting.id}/answers", data={"answers": sent}).status_code == 204
    )
    assert answers_of(session, sitting)[1] == "2"
