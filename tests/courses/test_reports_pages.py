"""The organizer's pages, as somebody reads them."""

import pytest
import time_machine

from tests.courses.studying import add_course, add_quiz, begin, complete, noon, set_task
from tests.courses.test_reports import CLOCK, MAY


@pytest.fixture(autouse=True)
def _frozen(school):
    with time_machine.travel(CLOCK.now, tick=False):
        yield


@pytest.fixture
def course(session, school):
    return add_course(session, school.trainer)


@pytest.fixture
def task(session, school, course):
    return set_task(session, [school.north], course, by=school.organizer)


def test_the_report_says_its_figures_in_a_sentence_and_proves_them_in_a_table(
    session, school, sign_in, task, course
):
    complete(session, school.member, course, noon(MAY))
    begin(session, school.colleague, course, noon(MAY))
    session.commit()
    client = sign_in(school.organizer)
    assert client.get("/branch/completion").location == f"/branch/{school.north.id}/completion"
    page = client.get(f"/branch/{school.north.id}/completion")
    assert page.status_code == 200
    text = page.text.replace("\xa0", " ")
    assert "5 名党员中，<em>1 人已完成</em>，完成率 20.0%" in text
    assert "1 人学习中，3 人未开始。6 月 30 日截止，还有 18 天。比按时进度慢 60 个百分点。" in text
    assert text.index("乙车间党支部</a>") < text.index("甲车间党支部</a>", text.index("<tbody>"))
    assert "尚未开始的同志" in text
    for path in ("", f"/{school.branch_a.id}/completion", f"/{school.branch_b.id}/completion",
                 f"/{school.north.id}/people", f"/{school.north.id}/people?task={task.id}",
                 f"/{school.north.id}/people/{school.member.id}", "/plans", "/plans/new",
                 f"/plans/{task.id}", f"/plans/{task.id}/edit", f"/plans/{task.id}/exemptions/new?q=mem",
                 f"/plans/{task.id}/exemptions/new?person={school.member.id}"):
        answer = client.get("/branch" + path)
        assert answer.status_code == 200, (path, answer.text)
