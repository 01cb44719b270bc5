"""Setting tasks, exempting people and asking for reports, from programs."""

import pytest

from tests.courses.studying import add_quiz, set_task


@pytest.fixture
def api(school, course, sign_in):
    client = sign_in(school.organizer)

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
