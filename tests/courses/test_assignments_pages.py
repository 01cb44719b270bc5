"""Setting tasks and exempting people, on pages and from programs."""

import pytest
import time_machine
from sqlalchemy import func, select

from courses.assignments.models import Assignment, Exemption
from lms.people import Membership
from tests.courses.studying import DEADLINE, START, add_course, add_quiz, set_task
from tests.courses.test_reports import CLOCK


@pytest.fixture(autouse=True)
def _frozen(school):
    with time_machine.travel(CLOCK.now, tick=False):
        yield


@pytest.fixture
def course(session, school):
    course = add_course(session, school.trainer)
    session.commit()
    return course


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


# programs


@pytest.fixture
def api(client):
    def _call(method, path, status=200, **body):
        answer = client.open(f"/api/v1{path}", method=method, json=body or None)
        assert answer.status_code == status, answer.text
        return answer.get_json(silent=True)

    return _call


def plan(school, course, **changed):
    return {
        "title": "第三季度集中学习",
        "period": "2026 年第三季度",
        "starts_on": "2026-07-01",
        "deadline": "2026-09-30",
        "mandatory": True,
        "audience": {"unit": school.north.id, "statuses": ["full"]},
        "content": [{"course": course.id}],
        **changed,
    }


def test_a_program_sets_changes_and_withdraws_a_task(session, school, course, api):
    quiz = add_quiz(session, school.trainer)
    session.commit()
    made = api("POST", "/assignments", 201, **plan(school, course))
    assert made["audience"] == {
        "unit": school.north.id,
        "units": [school.north.id],
        "roles": [],
        "statuses": ["full"],
    }
    assert made["content"] == [{"course": course.id, "title": "支部工作实务"}]
    path = f"/assignments/{made['id']}"
    content = [{"course": course.id}, {"quiz": quiz.id}]
    changed = api("PATCH", path, content=content, mandatory=False)
    assert [item.get("quiz") for item in changed["content"]] == [None, quiz.id]
    assert (changed["mandatory"], changed["title"]) == (False, made["title"])
    units = api("PATCH", path, audience={"units": [school.branch_a.id, school.branch_b.id]})
    assert units["audience"]["units"] == [school.branch_a.id, school.branch_b.id]
    api("DELETE", path, 204)
    api("DELETE", path, 204)
    assert api("GET", path)["withdrawn_at"]
    assert api("GET", "/assignments?state=withdrawn")["total"] == 1
    assert api("GET", "/assignments?state=open")["items"] == []


def test_a_program_is_told_field_by_field_what_does_not_do(school, course, api):
    wrong = plan(school, course, audience={"unit": school.south.id}, deadline="2026-06-01")
    told = api("POST", "/assignments", 422, **wrong)
    assert {error["field"] for error in told["errors"]} == {"units", "deadline"}
    for content in ([{}], [{"course": 1, "quiz": 2}], [{"course": "x"}], [{"film": 1}], [3]):
        api("POST", "/assignments", 422, **plan(school, course, content=content))
    api("POST", "/assignments", 422, **plan(school, course, audience={"unit": 2**70}))
    for day in ("9999-12-31", "0001-01-01", "2026-02-31"):
        api("POST", "/assignments", 422, **plan(school, course, deadline=day))
    api("GET", "/assignments?nonsense=1", 422)


def test_a_program_exempts_and_lets_it_end(session, school, course, api):
    task = set_task(session, [school.north], course, by=school.organizer)
    session.commit()
    path = f"/assignments/{task.id}/exemptions"
    made = api("POST", path, 201, person=school.member.id, reason="长期外派")
    assert (made["person"], made["valid_from"], made["valid_to"]) == (
        school.member.id, "2026-06-12", None,
    )  # fmt: skip
    assert api("GET", path)["items"] == [made]
    api("POST", path, 404, person=school.outsider.id, reason="长期外派")
    api("POST", path, 409, person=school.member.id, reason="长期外派")
    api("DELETE", f"/exemptions/{made['id']}", 204)
    api("DELETE", f"/exemptions/{made['id']}", 404)


def test_a_member_lists_their_own_tasks(session, school, course, sign_in):
    task = set_task(session, [school.branch_a], course, by=school.organizer)
    session.commit()
    mine = sign_in(school.member).get("/api/v1/me/assignments").json
    assert [(item["id"], item["state"]) for item in mine["items"]] == [(task.id, "not_started")]
    assert mine["items"][0]["content"] == [
        {"course": course.id, "title": "支部工作实务", "done_at": None, "begun": False}
    ]
    assert sign_in(school.outsider).get("/api/v1/me/assignments").json["items"] == []
    assert sign_in(school.member).get("/api/v1/assignments").json["items"] == []
    refused = sign_in(school.member).post("/api/v1/assignments", json=plan(school, course))
    assert refused.status_code == 403


def test_a_program_reads_the_report_and_its_people(session, school, course, api):
    task = set_task(session, [school.north], course, by=school.organizer)
    session.commit()
    told = api("GET", f"/reports/completion?assignment={task.id}&unit={school.north.id}")
    assert (told["required"], told["not_started"], told["completed"]) == (5, 5, 0)
    assert {(row["name"], row["required"]) for row in told["children"]} == {
        ("甲车间党支部", 3), ("乙车间党支部", 2),
    }  # fmt: skip
    assert (told["as_of"], told["assignments"]) == ("2026-06-12", [task.id])
    assert api("GET", "/reports/completion") == told  # the highest unit, the task that matters
    people = api(
        "GET", f"/reports/completion/people?assignment={task.id}&state=not_started&limit=2"
    )
    assert (people["total"], people["next"], len(people["items"])) == (5, 2, 2)
    assert people["items"][0]["state"] == "not_started"
    api("GET", f"/reports/completion?unit={school.south.id}", 404)
    api("GET", "/reports/completion?assignment=999", 404)
    api("GET", "/reports/completion?as_of=2026-06-13", 422)


def test_a_program_lists_units_and_people_of_its_scope(school, course, api):
    units = api("GET", "/units")
    assert [unit["name"] for unit in units["items"]] == [
        "北区党总支", "甲车间党支部", "一班党小组", "乙车间党支部",
    ]  # fmt: skip
    assert units["items"][1]["parent"] == school.north.id
    people = api("GET", f"/people?unit={school.branch_a.id}")
    assert {one["name"] for one in people["items"]} == {
        "member同志", "colleague同志", "organizer同志",
    }  # fmt: skip
    api("GET", f"/people?unit={school.south.id}", 404)


def test_a_program_orders_a_file_and_is_told_where_it_will_be(session, school, course, api):
    task = set_task(session, [school.north], course, by=school.organizer)
    session.commit()
    ordered = api(
        "POST",
        "/exports",
        202,
        report="completion",
        parameters={"assignment": task.id},
        format="xlsx",
    )
    assert ordered["state"] == "queued"
    assert (ordered["url"], ordered["sha256"]) == (None, None)
    assert api("GET", f"/exports/{ordered['id']}")["state"] == "queued"
    api("GET", f"/exports/{ordered['id']}/file", 409)
    api("GET", "/exports/999", 404)
    api("POST", "/exports", 422, report="hours", format="pdf")


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
