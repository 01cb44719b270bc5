"""Banks, quizzes and statistics as programs see them."""

from io import BytesIO

import pytest

from lms.facts import Facts
from quizzes.interchange.template import write_workbook
from quizzes.sittings.services import hand_in, start
from tests.quizzes.conftest import DRAFTS
from tests.quizzes.test_sittings import RIGHT, answer_all

API = "/api/v1"
SINGLE = {
    "kind": "single",
    "stem": "多久一次？",
    "options": [{"text": "每月"}, {"text": "每季度", "right": True}],
    "max_mark": 2,
}


@pytest.fixture
def program(sign_in, school):
    return sign_in(school.trainer)


@pytest.fixture
def bank(program):
    return program.post(f"{API}/banks", json={"title": "题库"}).json["id"]


def send(program, bank, content, name, **form):
    return program.post(
        f"{API}/banks/{bank}/imports", data={"file": (BytesIO(content), name), **form}
    )


def test_a_file_is_judged_then_taken_over_once(program, bank):
    text = "$CATEGORY: 党章\n\n甲{TRUE}\n\n乙{#1822}\n\n丙 {~错 ~%50%半对 =对}"
    answer = send(program, bank, text.encode(), "题.gift", format="auto")
    assert answer.status_code == 201
    told = [(one["n"], one["verdict"], one["kind"]) for one in answer.json["items"]]
    assert told == [
        (1, "warn", "category"),
        (2, "ok", "true_false"),
        (3, "error", "numerical"),
        (4, "warn", "single"),
    ]
    assert "半对" in answer.json["items"][3]["message"]
    assert program.get(f"{API}/banks/{bank}/items").json["total"] == 0
    url = f"{API}/imports/{answer.json['id']}/confirmation"
    assert program.post(url).json["taken"] == 2
    assert program.post(url).json["taken"] == 2
    assert program.get(f"{API}/banks/{bank}/items").json["total"] == 2


def test_a_workbook_is_recognised(program, bank):
    items = send(program, bank, write_workbook(DRAFTS), "x.bin").json["items"]
    assert [one["verdict"] for one in items] == ["ok"] * 4


@pytest.mark.parametrize(
    ("content", "form", "status"),
    [
        (b"", {}, 422),
        (b"PK\x03\x04", {}, 422),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 99, {}, 415),
        (b"x{TRUE}", {"format": "docx"}, 422),
        (b"x{TRUE}", {"other": "1"}, 422),
    ],
)
def test_files_that_will_not_do_are_refused(program, bank, content, form, status):
    answer = send(program, bank, content, "x", **form)
    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"


def test_an_item_is_written_read_and_revised(program, bank):
    item = program.post(f"{API}/banks/{bank}/items", json=SINGLE).json
    url = f"{API}/items/{item['id']}"
    assert program.get(url).json == item
    again = {**SINGLE, "stem": "改", "revision": 1}
    assert program.put(url, json=again).json["revision"] == 2
    assert program.put(url, json=again).status_code == 409
    assert program.put(url, json={**again, "revision": 2, "kind": "multiple"}).status_code == 422


def test_a_faulty_item_names_its_fields(program, bank):
    answer = program.post(f"{API}/banks/{bank}/items", json={**SINGLE, "stem": " ", "options": []})
    assert answer.status_code == 422
    assert {error["field"] for error in answer.json["errors"]} == {"stem", "options"}


def test_a_quiz_is_made_and_sat_at_once(program, bank, sign_in, school):
    for n in range(3):
        program.post(f"{API}/banks/{bank}/items", json={**SINGLE, "stem": f"题 {n}"})
    quiz = program.post(
        f"{API}/quizzes",
        json={
            "title": "小测",
            "attempts": 1,
            "time_limit_s": 600,
            "blueprint": [{"bank": bank, "draw": 2, "mark": 2.5}],
            "publish": True,
        },
    )
    assert quiz.status_code == 201
    assert (quiz.json["state"], quiz.json["item_count"], quiz.json["max_mark"]) == (
        "published",
        2,
        5,
    )
    member = sign_in(school.member)
    told = member.get(f"{API}/quizzes/{quiz.json['id']}").json
    assert told["blueprint"] is None
    assert [one["id"] for one in member.get(f"{API}/quizzes").json["items"]] == [quiz.json["id"]]
    paper = member.post(f"{API}/quizzes/{quiz.json['id']}/sittings").json
    assert [one["max_mark"] for one in paper["questions"]] == [2.5, 2.5]


def test_a_draft_is_laid_out_anew_and_published_once(program, exam):
    quiz = program.post(f"{API}/quizzes", json={"title": "草稿"}).json
    url = f"{API}/quizzes/{quiz['id']}"
    assert program.post(f"{url}/publication").status_code == 409
    parts = {"blueprint": [{"item": exam.items[0].id}]}
    assert program.put(f"{url}/blueprint", json=parts).json["max_mark"] == 2
    assert program.post(f"{url}/publication").json["state"] == "published"
    assert program.put(f"{url}/blueprint", json=parts).status_code == 409
    renamed = {"title": "新名", "attempts": 3}
    assert program.put(url, json={**renamed, "attempts": None}).json["title"] == "新名"
    assert program.put(url, json={**renamed, "pass_percent": 10}).status_code == 409


@pytest.mark.parametrize(
    "wrong",
    [
        {"blueprint": [{}]},
        {"blueprint": [{"item": 1, "bank": 1}]},
        {"blueprint": [{"item": 999_999}]},
        {"blueprint": [{"bank": 1, "draw": 0}]},
        {"release": "whenever"},
        {"attempts": 0},
        {"pass_percent": 101},
        {"pass_percent": "NaN"},
        {"closes_at": "tomorrow"},
        {"closes_at": "9999-12-31T23:59:59Z"},
        {"opens_at": "0001-01-01T00:00:00+14:00"},
        {"unknown": 1},
    ],
)
def test_rules_that_do_not_fit_are_refused(program, wrong):
    assert program.post(f"{API}/quizzes", json={"title": "题", **wrong}).status_code == 422


def test_statistics_are_for_those_who_manage_the_quiz(session, program, sign_in, school, exam):
    for person, answers in ((school.member, RIGHT), (school.colleague, {1: "2"})):
        actor = school.actor(session, person)
        sitting, _ = start(session, actor, exam.quiz)
        answer_all(session, actor, sitting, answers)
        hand_in(session, Facts(), sitting)
    session.commit()
    told = program.get(f"{API}/quizzes/{exam.quiz.id}/statistics").json
    assert (told["people"], told["passed"], told["mean"]) == (2, 1, 6)
    by_item = {one["item"]: one for one in told["items"]}
    assert by_item[exam.items[0].id]["facility"] == 1
    assert by_item[exam.items[0].id]["discrimination_index"] is None
    assert by_item[exam.items[1].id]["facility"] == 0.5
    assert by_item[exam.items[1].id]["discrimination_index"] == pytest.approx(1)
    assert sign_in(school.member).get(f"{API}/quizzes/{exam.quiz.id}/statistics").status_code == 404
