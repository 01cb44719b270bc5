"""Private notes at passages: written, changed, taken back, taken away."""

import pytest
from sqlalchemy import select

from library.notes import queries, services
from library.notes.export import as_text
from library.notes.jobs import KEPT
from library.notes.models import PassageNote
from library.works.queries import readable_text
from lms.db import utcnow
from lms.errors import NotFound
from lms.noting import services as noting


@pytest.fixture
def work(shelve):
    return shelve("先检查，后开机。", "交接班要说清楚。", title="车间夜话", author="方远")


@pytest.fixture
def member(session, school):
    return school.actor(session, school.member)


@pytest.fixture
def noted(session, member, work):
    return services.write(session, member, readable_text(session, member, work.slug), 2, "说三件事")


def texts(session, actor):
    return [note.text for note in queries.every_note(session, actor)]


def test_a_note_belongs_to_its_passage_and_to_its_writer_alone(session, school, work, noted):
    member, trainer = (school.actor(session, who) for who in (school.member, school.trainer))
    assert [note.text for note in queries.notes_of(session, member, work.id)[2]] == ["说三件事"]
    assert queries.notes_of(session, trainer, work.id) == {}
    with pytest.raises(NotFound):
        queries.own_note(session, trainer, noted.id)


def test_there_is_no_note_at_a_passage_that_is_not_there(session, member, work):
    with pytest.raises(NotFound):
        services.write(session, member, readable_text(session, member, work.slug), 9, "无处")


def test_a_removed_note_can_be_taken_back_for_a_day(session, member, noted):
    noting.remove(session, member, noted)
    assert texts(session, member) == []
    noting.forget_removed(session, PassageNote, utcnow() - KEPT)
    noting.take_back(session, member, noted)
    assert texts(session, member) == ["说三件事"]
    noting.remove(session, member, noted)
    noting.forget_removed(session, PassageNote, utcnow() + KEPT)
    assert session.scalars(select(PassageNote.id)).all() == []


def test_a_note_outlives_the_passage_it_was_written_at(session, member, noted, shelve):
    shelve("先检查，后开机。", title="车间夜话", author="方远")
    (note,) = queries.every_note(session, member)
    assert (note.text, note.n, note.opening) == ("说三件事", None, None)
    assert "此段已不在现行版本中" in as_text([note])


def test_notes_are_taken_away_as_text_work_by_work(session, member, noted):
    words = as_text(queries.every_note(session, member)).splitlines()
    assert words[:4] == ["方远　《车间夜话》", "", "[第 2 段] 交接班要说清楚。", "说三件事"]


def test_a_member_writes_changes_and_removes_a_note_in_the_reader(sign_in, school, work):
    browser = sign_in(school.member)
    sent = browser.post(f"/library/{work.slug}/notes?at=p2", data={"text": "  说三件事 "})
    assert sent.headers["Location"].endswith("at=p2#p2")
    page = browser.get(sent.headers["Location"]).text
    assert "说三件事" in page
    assert "第 2 段有您的笔记" in browser.get(f"/library/{work.slug}?chapter=1").text
    (path,) = {part.split('"')[0] for part in page.split('href="')[1:] if "reading-notes/" in part}
    browser.post(path, data={"text": "说四件事"})
    assert "说四件事" in browser.get("/me/reading-notes").text
    sent = browser.post(path.replace("?", "/removal?"))
    page = browser.get(sent.headers["Location"]).text
    assert "已删除一条笔记" in page
    browser.post(path.replace("?", "/restoration?"))
    assert "说四件事" in browser.get("/me/reading-notes.txt").text


def test_an_empty_note_is_refused_with_a_word(sign_in, school, work):
    sent = sign_in(school.member).post(f"/library/{work.slug}/notes?at=p2", data={"text": " "})
    assert (sent.status_code, "请写下笔记内容" in sent.text) == (422, True)


def test_the_saved_place_is_the_same_on_every_device(sign_in, school, work):
    desk, phone = sign_in(school.member), sign_in(school.member)
    desk.post(f"/library/{work.slug}/place", data={"at": "p2"})
    assert phone.get(f"/library/{work.slug}").headers["Location"].endswith("at=p2#p2")
