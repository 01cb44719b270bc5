"""Setting tasks and exempting people, on pages."""

import pytest
from sqlalchemy import func, select

from courses.assignments.models import Assignment, Exemption
from lms.people import Membership
from tests.courses.studying import DEADLINE, START, set_task


@pytest.fixture
def client(school, course, sign_in):
    return sign_in(school.organizer)


def typed(school, course, **changed):
    return {
        "title": "第三季度 集中学习",
        "period": "2026 年第三季度",
        "starts_on": "2026-07-01",
        "deadline": "2026-09-30",
        "is_mandatory": "y",
        "units": [school.north.id],
        "statuses": ["full", "probationary"],
        "courses": [course.id],
        **changed,
    }


def test_a_task_is_set_from_the_page_and_changed_and_withdrawn(session, school, course, client):
    answer = client.post("/branch/plans/new", data=typed(school, course))
    assert answer.status_code == 302
    shown = client.get(answer.location).text
    assert "第三季度 集中学习" in shown
    assert "课程《支部工作实务》" in shown
    assert "正式党员、预备党员" in shown
    form = client.get(f"{answer.location}/edit").text
    assert 'value="2026-09-30"' in form
    later = typed(school, course, deadline="2026-10-15", is_mandatory="")
    later.pop("is_mandatory")
    assert client.post(f"{answer.location}/edit", data=later).status_code == 302
    assert "选修" in client.get(answer.location).text
    assert client.post(f"{answer.location}/withdrawal").location == "/branch/plans"
    assert "已撤回" in client.get("/branch/plans?state=withdrawn").text
    assert client.post(f"{answer.location}/edit", data=later).status_code == 409


def test_a_refused_form_keeps_what_was_typed_and_says_what_to_mend(session, school, course, client):
    bad = typed(school, course, title="", deadline="2026-06-01", units=[school.north.id])
    answer = client.post("/branch/plans/new", data=bad)
    assert answer.status_code == 422
    assert "有 1 处需要修改" in answer.text
    assert 'value="2026 年第三季度"' in answer.text
    assert f'value="{school.north.id}" checked' in answer.text
    assert f'value="{course.id}" checked' in answer.text
    assert "<title>错误：" in answer.text
    late = client.post("/branch/plans/new", data=typed(school, course, deadline="2026-06-01"))
    assert "截止日期不能早于开始日期。" in late.text
    slip = client.post("/branch/plans/new", data=typed(school, course, deadline="9999-12-31"))
    assert "请核对年份。" in slip.text
    empty = client.post("/branch/plans/new", data=typed(school, course, courses=[]))
    assert "请至少选择一项学习内容。" in empty.text
    assert session.scalar(select(func.count(Assignment.id))) == 0


@pytest.mark.parametrize("field", ["units", "courses", "quizzes", "works"])
@pytest.mark.parametrize("value", ["999", "x", "-1", "9" * 30])
def test_what_was_not_offered_is_refused(school, course, client, field, value):
    answer = client.post("/branch/plans/new", data=typed(school, course, **{field: [value]}))
    assert answer.status_code == 422


@pytest.mark.parametrize("nobody", ["x", "-1", "9" * 5000])
def test_what_is_nobody_s_number_exempts_nobody(session, school, course, client, nobody):
    task = set_task(session, [school.north], course, by=school.organizer)
    session.commit()
    url = f"/branch/plans/{task.id}/exemptions/new"
    assert client.get(f"{url}?person={nobody}").status_code == 200
    typed = {"person": nobody, "from_day": "2026-06-12", "reason": "长期外派"}
    assert client.post(url, data=typed).status_code == 404


def test_how_many_the_task_covers_is_shown_before_it_is_set(school, course, client):
    counted = client.post("/branch/plans/covered", data=typed(school, course))
    assert counted.text.strip().startswith("覆盖 5 人")
    without = client.post("/branch/plans/new", data=typed(school, course, preview="1", title=""))
    assert without.status_code == 200
    assert "覆盖 5 人" in without.text


def test_an_auditor_reads_but_sets_nothing(session, school, course, sign_in):
    task = set_task(session, [school.north], course, by=school.organizer)
    session.commit()
    client = sign_in(school.auditor)
    page = client.get(f"/branch/plans/{task.id}").text
    assert "exemptions/new" not in page
    assert "撤回" not in page
    assert client.get("/branch/plans/new").status_code == 403
    assert client.get(f"/branch/plans/{task.id}/edit").status_code == 404
    assert client.post(f"/branch/plans/{task.id}/withdrawal").status_code == 404


def test_somebody_is_found_exempted_and_counts_again(session, school, course, client):
    task = set_task(session, [school.north], course, by=school.organizer)
    session.commit()
    url = f"/branch/plans/{task.id}/exemptions/new"
    found = client.get(f"{url}?q=member").text
    assert f"person={school.member.id}" in found
    assert "没有找到" in client.get(f"{url}?q=outsider").text
    chosen = client.get(f"{url}?person={school.member.id}").text
    assert "member同志" in chosen
    no_reason = client.post(url, data={"person": school.member.id, "from_day": "2026-06-12"})
    assert no_reason.status_code == 422
    assert "member同志" in no_reason.text
    data = {"person": school.member.id, "from_day": "2026-06-12", "reason": "长期外派"}
    assert client.post(url, data=data).status_code == 302
    assert "长期外派" in client.get(f"/branch/plans/{task.id}").text
    assert client.post(url, data=data).status_code == 409
    exemption = session.scalars(select(Exemption)).one()
    assert client.post(f"/branch/plans/exemptions/{exemption.id}/end").status_code == 302
    assert "没有免学的同志" in client.get(f"/branch/plans/{task.id}").text


def test_the_list_takes_as_many_queries_for_twenty_tasks_as_for_one(
    session, school, course, client, count_queries
):
    def _set(count):
        for _ in range(count):
            set_task(session, [school.north, school.branch_a], course, by=school.organizer)
        session.commit()

    _set(1)
    with count_queries() as few:
        client.get("/branch/plans")
    _set(20)
    with count_queries() as many:
        assert client.get("/branch/plans").status_code == 200
    assert len(many) == len(few)


def test_a_moved_person_finds_the_tasks_of_the_new_unit(session, school, course, sign_in):
    set_task(session, [school.branch_b], course, by=school.organizer, title="乙车间的任务")
    old = session.scalars(select(Membership).filter_by(person_id=school.member.id)).one()
    assert "乙车间的任务" not in sign_in(school.member).get("/me").text
    old.valid_to = START
    session.flush()
    moved = Membership(person_id=school.member.id, unit_id=school.branch_b.id, valid_from=START)
    session.add(moved)
    session.commit()
    assert START < DEADLINE
    assert "乙车间的任务" in sign_in(school.member).get("/me").text
