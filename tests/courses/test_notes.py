"""Notes at a lecture belong to their writer alone; they are changed, removed and taken back."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from courses.enrolment.services import enrol, withdraw
from courses.lessons.queries import place_of
from courses.notes import queries, services
from courses.notes.models import Note
from lms.db import utcnow
from lms.errors import Conflict, Forbidden, NotFound
from lms.noting import services as noting
from tests.courses.makers import lecture, make_course, outline_of

FRAGMENT = {"HX-Request": "true"}


@pytest.fixture
def course(session, trainer, member, film):
    course = make_course(session, trainer, lecture(film), title="支部工作实务")
    enrol(session, member, course)
    return course


@pytest.fixture
def lesson_id(session, course):
    return outline_of(session, course).lessons[0].id


@pytest.fixture
def note(session, member, lesson_id):
    place = place_of(session, member, lesson_id)
    return services.write(session, member, place, 860_000, "倒班分两次开")


@pytest.fixture
def page(school, sign_in):
    return sign_in(school.member)


def texts(session, actor, lesson_id):
    return [row.text for row in queries.notes_at(session, actor, lesson_id)]


def test_notes_stand_in_the_order_of_the_film(session, member, lesson_id, note):
    place = place_of(session, member, lesson_id)
    services.write(session, member, place, 5000, "先记一条")
    assert texts(session, member, lesson_id) == ["先记一条", "倒班分两次开"]


def test_nobody_else_reads_or_changes_a_note(session, school, lesson_id, note, sign_in):
    for person in (school.colleague, school.trainer, school.organizer, school.admin):
        actor, client = school.actor(session, person), sign_in(person)
        assert texts(session, actor, lesson_id) == []
        with pytest.raises(NotFound):
            queries.own_note(session, actor, note.id)
        with pytest.raises(Forbidden):
            noting.revise(session, actor, note, "改过")
        assert client.get(f"/notes/{note.id}").status_code == 404
        assert client.post(f"/notes/{note.id}/removal").status_code == 404
        assert client.patch(f"/api/v1/notes/{note.id}", json={"text": "x"}).status_code == 404
        assert "倒班" not in client.get("/me/notes").text


def test_only_learners_of_the_lecture_take_notes(session, school, lesson_id):
    stranger = school.actor(session, school.colleague)
    with pytest.raises(Forbidden):
        services.write(session, stranger, place_of(session, stranger, lesson_id), 0, "笔记")


def test_there_is_a_limit_for_one_lecture(session, member, lesson_id, note, monkeypatch):
    monkeypatch.setattr(services, "MOST", 1)
    with pytest.raises(Conflict):
        services.write(session, member, place_of(session, member, lesson_id), 0, "又一条")


def test_a_removed_note_is_taken_back_or_forgotten(session, member, lesson_id, note):
    noting.remove(session, member, note)
    assert texts(session, member, lesson_id) == []
    noting.forget_removed(session, Note, utcnow() - timedelta(days=1))
    noting.take_back(session, member, note)
    assert texts(session, member, lesson_id) == ["倒班分两次开"]
    noting.remove(session, member, note)
    noting.forget_removed(session, Note, utcnow() + timedelta(seconds=1))
    assert session.scalar(select(func.count()).select_from(Note)) == 0


def test_a_note_is_written_beside_the_film_without_leaving_it(session, member, page, lesson_id):
    written = {"text": " 第一条\n第二行 ", "at_ms": "14000"}
    answer = page.post(f"/lessons/{lesson_id}/notes", data=written, headers=FRAGMENT)
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert "0:14" in answer.text
    assert texts(session, member, lesson_id) == ["第一条\n第二行"]


@pytest.mark.parametrize("text", ["", "  ", "字" * 2001])
def test_a_note_that_says_nothing_or_too_much_is_shown_again(page, lesson_id, note, text):
    for address in (f"/lessons/{lesson_id}/notes", f"/notes/{note.id}"):
        for headers in (FRAGMENT, {}):
            answer = page.post(address, data={"text": text}, headers=headers)
            assert answer.status_code == 422
            assert 'aria-invalid="true"' in answer.text


def test_with_plain_forms_one_comes_back_to_the_lesson(page, course, lesson_id, note):
    answer = page.post(f"/lessons/{lesson_id}/notes", data={"text": "又一条"})
    assert answer.location == f"/courses/{course.id}/1#notes"
    removed = page.post(f"/notes/{note.id}/removal").location
    assert removed == f"/courses/{course.id}/1?removed={note.id}#notes"
    shown = page.get(removed).text
    assert "已删除一条笔记" in shown
    page.post(f"/notes/{note.id}/restoration")
    shown = page.get(f"/courses/{course.id}/1").text
    assert "倒班分两次开" in shown
    assert "已删除一条笔记" not in shown


def test_all_notes_stand_on_a_page_of_their_own(session, page, member, course, note):
    shown = page.get("/me/notes").text
    assert "支部工作实务" in shown
    assert "14:20" in shown
    removed = page.post(f"/notes/{note.id}/removal?back=me").location
    assert removed == f"/me/notes?removed={note.id}"
    assert "撤销" in page.get(removed).text
    page.post(f"/notes/{note.id}/restoration?back=me")
    withdraw(session, member, course)
    assert "已退出的课程" in page.get("/me/notes").text


def test_notes_are_taken_away_as_a_text(page, lesson_id, note):
    for address in ("/me/notes.txt", f"/lessons/{lesson_id}/notes.txt"):
        answer = page.get(address)
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.text == "支部工作实务　第一讲　讲次\n\n[14:20] 倒班分两次开\n\n"


def test_programs_keep_notes_too(page, lesson_id):
    address = f"/api/v1/lessons/{lesson_id}/notes"
    made = page.post(address, json={"at_s": 12.5, "text": "一条"})
    assert (made.status_code, made.json["at_s"]) == (201, 12.5)
    note = f"/api/v1/notes/{made.json['id']}"
    assert page.patch(note, json={"text": "改过"}).json["text"] == "改过"
    assert [item["text"] for item in page.get(address).json["items"]] == ["改过"]
    assert page.delete(note).status_code == 204
    assert page.get(address).json["items"] == []
    assert page.post(address, json={"at_s": 1, "text": " \n"}).status_code == 422
