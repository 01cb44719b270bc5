"""A sitting as programs see it."""

from datetime import timedelta

import pytest
import time_machine

from lms.db import utcnow
from quizzes.papers.models import Release
from tests.factories import PASSWORD
from tests.quizzes.conftest import build_quiz, in_an_hour

API = "/api/v1"
RIGHT = {1: "2", 2: ["1", "2", "3"], 3: "true", 4: "一年"}


@pytest.fixture
def program(sign_in, school):
    return sign_in(school.member)


@pytest.fixture
def sitting(program, exam):
    return program.post(f"{API}/quizzes/{exam.quiz.id}/sittings").json


def put(program, sitting, n, seq, answer):
    url = f"{API}/sittings/{sitting['id']}/answers/{n}"
    return program.put(url, json={"seq": seq, "answer": answer})


def test_start_gives_the_paper_without_its_key(program, exam):
    first = program.post(f"{API}/quizzes/{exam.quiz.id}/sittings")
    assert first.status_code == 201
    told = first.json
    assert [one["kind"] for one in told["questions"]] == [
        "single",
        "multiple",
        "true_false",
        "short_answer",
    ]
    assert told["questions"][2]["options"] == [
        {"id": "true", "text": "正确"},
        {"id": "false", "text": "错误"},
    ]
    assert told["questions"][0]["max_mark"] == 2
    assert told["answers"] == {}
    assert "right" not in first.text
    assert told["server_now"] < told["deadline_at"]
    assert program.post(f"{API}/quizzes/{exam.quiz.id}/sittings").status_code == 200


def test_answers_are_kept_and_an_older_one_is_told_so(program, sitting):
    saved = put(program, sitting, 1, 5, "2").json
    assert (saved["seq"], saved["accepted"]) == (5, True)
    told = put(program, sitting, 1, 4, "1").json
    assert (told["seq"], told["accepted"]) == (5, False)
    kept = program.get(f"{API}/sittings/{sitting['id']}").json["answers"]
    assert kept == {"1": {"seq": 5, "answer": "2", "saved_at": saved["saved_at"]}}


def test_a_batch_is_saved_whole_or_not_at_all(program, sitting):
    url = f"{API}/sittings/{sitting['id']}/answers"
    batch = [{"n": n, "seq": 1, "answer": answer} for n, answer in RIGHT.items()]
    assert [one["n"] for one in program.patch(url, json=batch).json] == [1, 2, 3, 4]
    broken = [{"n": 1, "seq": 2, "answer": "1"}, {"n": 99, "seq": 2, "answer": "1"}]
    assert program.patch(url, json=broken).status_code == 404
    assert program.get(url).json["answers"]["1"]["answer"] == "2"


def test_hand_in_twice_is_the_same_answer(program, sitting):
    for n, answer in RIGHT.items():
        put(program, sitting, n, 1, answer)
    url = f"{API}/sittings/{sitting['id']}/submission"
    first = program.post(url).json
    assert program.post(url).json == first
    assert (first["state"], first["mark"], first["max_mark"], first["passed"]) == (
        "handed_in",
        10,
        10,
        True,
    )
    assert put(program, sitting, 1, 9, "1").status_code == 409


@pytest.mark.parametrize(
    ("release", "marks", "answers"),
    [
        (Release.at_once, True, True),
        (Release.marks_at_once, True, False),
        (Release.marks_only, True, False),
        (Release.after_close, False, False),
    ],
)
def test_marks_and_answers_are_shown_when_the_quiz_says_so(  # noqa: PLR0913, PLR0917
    session, trainer, exam, program, release, marks, answers
):
    quiz = build_quiz(session, trainer, exam.items, release=release, closes_at=in_an_hour())
    sitting = program.post(f"{API}/quizzes/{quiz.id}/sittings").json
    receipt = program.post(f"{API}/sittings/{sitting['id']}/submission").json
    assert (receipt["mark"] is not None) is marks
    review = program.get(f"{API}/sittings/{sitting['id']}/review").json
    assert (review["items"][0]["right"] is not None) is answers
    page = program.get(f"/sittings/{sitting['id']}/review").text
    assert ("正确答案" in page) is answers


def test_what_waits_for_the_close_is_shown_after_it(session, trainer, exam, program):
    closes_at = utcnow() + timedelta(minutes=10)
    quiz = build_quiz(
        session, trainer, exam.items, release=Release.after_close, closes_at=closes_at
    )
    sitting = program.post(f"{API}/quizzes/{quiz.id}/sittings").json
    program.post(f"{API}/sittings/{sitting['id']}/submission")
    with time_machine.travel(closes_at):
        review = program.get(f"{API}/sittings/{sitting['id']}/review").json
    assert review["mark"] == 0
    assert review["items"][0]["right"] == ["2"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"seq": 0, "answer": "2"}, 422),
        ({"seq": "1", "answer": "2"}, 422),
        ({"seq": 2**60, "answer": "2"}, 422),
        ({"seq": 1}, 422),
        ({"seq": 1, "answer": "9"}, 422),
        ({"seq": 1, "answer": {"a": 1}}, 422),
        ({"seq": 1, "answer": "2", "more": 1}, 422),
        ({"seq": 1, "answer": "2", "answered_at": "yesterday"}, 422),
        ({"seq": 1, "answer": "2", "answered_at": "9999-12-31T23:59:59-14:00"}, 422),
        ({"seq": 1, "answer": "2", "answered_at": "0001-01-01T00:00:00Z"}, 422),
        ([1], 422),
    ],
)
def test_what_does_not_fit_is_refused_by_field(program, sitting, body, status):
    answer = program.put(f"{API}/sittings/{sitting['id']}/answers/1", json=body)
    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"


@pytest.mark.parametrize("body", [[], [{}], {}, [{"n": 1, "seq": 1, "answer": "2"}] * 201])
def test_batches_that_do_not_fit_are_refused(program, sitting, body):
    assert program.patch(f"{API}/sittings/{sitting['id']}/answers", json=body).status_code == 422


def test_a_program_needs_nothing_but_its_token(app, session, school, exam):
    program = app.test_client()
    credentials = {"login": "member", "password": PASSWORD}
    token = program.post(f"{API}/tokens", json=credentials).json["token"]
    head = {"Authorization": f"Bearer {token}"}
    started = program.post(f"{API}/quizzes/{exam.quiz.id}/sittings", headers=head)
    assert started.status_code == 201
