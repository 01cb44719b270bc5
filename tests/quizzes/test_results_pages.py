"""How a quiz went: in a sentence, by name, by question, and as a file."""

from threading import Event

import pytest
from sqlalchemy import select

from lms.exports.models import Export
from lms.facts import Facts
from lms.jobs.runner import Runner
from lms.sheets import read_sheet
from quizzes.sittings.services import Save, hand_in, save, start
from tests.quizzes.test_sittings import RIGHT


@pytest.fixture
def browser(sign_in, school):
    return sign_in(school.trainer)


@pytest.fixture
def sat(session, school, exam):
    """Two people have sat: one with everything right, one with nothing."""
    for person, answers in ((school.member, RIGHT), (school.colleague, {})):
        actor = school.actor(session, person)
        sitting, _ = start(session, actor, exam.quiz)
        if answers:
            saves = [Save(n, 1, answer) for n, answer in answers.items()]
            save(session, actor, sitting.id, saves, 120)
        hand_in(session, Facts(), sitting)
    session.commit()
    return exam.quiz


def ordered(app, session, browser, address, format_):
    """Order the results, let the job make them, and fetch the file."""
    shown = browser.post(address, data={"format": format_}).location
    assert "正在准备文件" in browser.get(shown).text
    export = session.scalars(select(Export).order_by(Export.id.desc())).first()
    Runner(app, Event()).run_job(export.job_id)
    session.refresh(export)
    assert export.blob in browser.get(shown).text
    return browser.get(f"{shown}/file")


def test_the_results_say_it_in_a_sentence_and_by_name(browser, school, sat):
    page = browser.get(f"/teach/quizzes/{sat.id}/results").text
    assert "2 人已交卷，1 人通过（50.0%），平均 5 分。" in page
    assert school.member.name in page
    assert "甲车间党支部" in page


def test_the_workbook_holds_the_same_numbers(app, session, browser, sat):
    address = f"/teach/quizzes/{sat.id}/results/exports"
    rows = read_sheet(ordered(app, session, browser, address, "xlsx").data, most_rows=50)
    assert rows[1][0] == "2 人已交卷，1 人通过。"
    assert {(row[0], row[4], row[6]) for row in rows[5:]} == {
        ("member同志", "10", "通过"),
        ("colleague同志", "0", "未通过"),
    }
    assert "测试成绩" in browser.get("/teach/exports").text


def test_a_file_holds_who_the_page_shows(app, session, browser, sat):
    address = f"/teach/quizzes/{sat.id}/results/exports?result=failed"
    answer = ordered(app, session, browser, address, "csv")
    head, row = answer.data.decode("utf-8-sig").splitlines()
    assert head.startswith("姓名,工号,组织")
    assert row.startswith("colleague同志,")


def test_only_who_manages_the_quiz_orders_its_results(browser, sat, sign_in, school):
    address = f"/teach/quizzes/{sat.id}/results/exports"
    assert sign_in(school.other_trainer).post(address, data={"format": "csv"}).status_code == 404
    assert browser.post(address, data={"format": "pdf"}).status_code == 422


def test_whoever_manages_the_quiz_no_longer_does_not_get_its_file(
    app, session, browser, sat, school
):
    address = f"/teach/quizzes/{sat.id}/results/exports"
    ordered(app, session, browser, address, "csv")
    sat.owner_id = school.other_trainer.id
    session.commit()
    export_id = session.scalar(select(Export.id))
    assert browser.get(f"/teach/exports/{export_id}/file").status_code == 404


def test_people_are_found_narrowed_and_sorted(browser, school, sat):
    url = f"/teach/quizzes/{sat.id}/results"
    passed = browser.get(f"{url}?result=passed").text
    assert school.member.name in passed
    assert school.colleague.name not in passed
    assert school.colleague.name not in browser.get(f"{url}?q={school.member.name}").text
    assert "没有符合条件的人" in browser.get(f"{url}?q=无此人").text
    best_first = browser.get(f"{url}?sort=-mark").text
    assert 'aria-sort="descending"' in best_first
    assert best_first.index(school.member.name) < best_first.index(school.colleague.name)


def test_answers_of_one_person_can_be_looked_at(browser, school, sat):
    page = browser.get(f"/teach/quizzes/{sat.id}/people/{school.member.id}").text
    assert "通过，10 分" in page
    assert browser.get(f"/teach/quizzes/{sat.id}/people/{school.outsider.id}").status_code == 404


def test_results_take_as_many_queries_for_many_people(session, school, browser, sat, count_queries):
    url = f"/teach/quizzes/{sat.id}/results"
    with count_queries() as few:
        browser.get(url)
    for person in (school.outsider, school.organizer, school.auditor, school.admin):
        sitting, _ = start(session, school.actor(session, person), sat)
        hand_in(session, Facts(), sitting)
    session.commit()
    with count_queries() as many:
        browser.get(url)
    assert len(many) == len(few)
