"""Chapters of films and materials of lessons: written by trainers, published, used by learners."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from courses.authoring.chapters import read_chapters
from courses.authoring.drafts import Chapter, LessonDraft
from courses.authoring.models import Lesson
from courses.authoring.queries import draft_outline, editable_section
from courses.authoring.services import add_lesson, publish, revise_lesson
from courses.catalogue.models import LessonKind
from courses.enrolment.services import enrol
from courses.progress.rules import Rule, RuleKind
from lms.errors import Invalid
from media.assets.models import Asset, Caption, Kind, State
from tests.courses.makers import WATCHED, lecture, make_course, make_draft, make_film, sections_of

CHAPTERS = (Chapter(0, "开场"), Chapter(40, "党员大会"))


@pytest.fixture
def paper(session, school, app):
    blob = app.blobs.put(b"%PDF-1.7 material")
    paper = make_film(session, school.trainer, "讲义", kind=Kind.document, original=blob)
    paper.filename = "讲义 1.pdf"
    session.flush()
    return paper


@pytest.fixture
def course(session, trainer, film, paper):
    draft = lecture(film, chapters=CHAPTERS, materials=(paper.id,))
    return make_course(session, trainer, draft)


@pytest.fixture
def learner(session, school, member, course, sign_in):
    """The browser of somebody who is on the course."""
    enrol(session, member, course)
    return sign_in(school.member)


def draft_lesson(session, course):
    return session.get(Lesson, draft_outline(session, course.id).lessons[0].id)


@pytest.mark.parametrize(
    ("text", "chapters"),
    [
        ("0:00 开场\n\n 1:02:03　党课 \n", [Chapter(0, "开场"), Chapter(3723, "党课")]),
        ("０：３０ 全角", [Chapter(30, "全角")]),
        ("90:00 长片", [Chapter(5400, "长片")]),
        ("", []),
    ],
)
def test_chapters_are_written_line_by_line(text, chapters):
    assert read_chapters(text) == chapters


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("0:00 开场\n没有时间", "第 2 行应写成“4:30 标题”：时间、空格、标题。"),
        ("0:75 秒数过大", "第 1 行应写成“4:30 标题”：时间、空格、标题。"),
        ("1:00 甲\n1:00 乙", "章节“乙”的时间应晚于前一个。"),
        (f"0:00 {'长' * 61}", "章节标题不超过 60 字。"),
        ("\n".join(f"{n}:00 章" for n in range(101)), "章节最多 100 个。"),
    ],
)
def test_what_is_wrong_with_chapters_is_named(text, words):
    with pytest.raises(Invalid) as refused:
        read_chapters(text)
    error = refused.value.errors[0]
    assert (error.field, error.message % error.values) == ("chapters", words)


@given(st.lists(st.integers(0, 80_000), unique=True, max_size=20))
def test_written_chapters_are_read_again(seconds):
    chapters = [Chapter(at_s, "一章") for at_s in sorted(seconds)]
    lines = [f"{at_s // 60}:{at_s % 60:02} 一章" for at_s in sorted(seconds) if at_s < 60_000]
    assert read_chapters("\n".join(lines)) == [one for one in chapters if one.at_s < 60_000]


def test_only_films_have_chapters(session, trainer, paper):
    section_id = sections_of(session, make_draft(session, trainer))[0].id
    section = editable_section(session, trainer, section_id)
    draft = LessonDraft(ref_id=paper.id, rule=Rule(RuleKind.read), chapters=CHAPTERS)
    with pytest.raises(Invalid):
        add_lesson(session, trainer, section, LessonKind.document, draft)


def test_a_chapter_after_the_end_is_in_the_way_of_publishing(session, trainer, film):
    course = make_draft(session, trainer, lecture(film, chapters=(Chapter(100, "片尾之后"),)))
    with pytest.raises(Invalid) as refused:
        publish(session, trainer, course)
    assert refused.value.errors[0].message == "第 %(number)s 讲有章节在视频结束之后"


def test_a_version_keeps_its_chapters_and_materials(session, school, trainer, course, sign_in):
    enrol(session, school.actor(session, school.member), course)
    lesson = draft_lesson(session, course)
    bare = replace(lecture(make_film(session, school.trainer)), title="新片", rule=WATCHED)
    revise_lesson(session, trainer, lesson, bare, lesson.revision)
    publish(session, trainer, course)
    told = sign_in(school.member).get(f"/api/v1/courses/{course.id}").json
    chapters = told["sections"][0]["lessons"][0]["chapters"]
    assert chapters == [{"at_s": 0, "title": "开场"}, {"at_s": 40, "title": "党员大会"}]


def test_the_form_writes_chapters_and_materials(session, school, film, paper, sign_in):
    course = make_draft(session, school.actor(session, school.trainer), lecture(film))
    lesson = draft_lesson(session, course)
    page = sign_in(school.trainer)
    address = f"/teach/courses/{course.id}/lessons/{lesson.id}"
    form = {
        "title": "讲次", "nominal_hours": "0.5", "ref_id": film.id, "rule": "watched:0.9",
        "revision": lesson.revision, "chapters": "0:00 开场\n0:40 党员大会", "materials": [paper.id],
    }  # fmt: skip
    wrong = page.post(address, data=form | {"chapters": "开场"})
    assert wrong.status_code == 422
    assert "第 1 行应写成" in wrong.text
    assert page.post(address, data=form | {"materials": [film.id]}).status_code == 422
    assert page.post(address, data=form).status_code == 302
    session.refresh(lesson)
    assert (lesson.chapters, lesson.materials) == ([[0, "开场"], [40, "党员大会"]], [paper.id])
    shown = page.get(address).text
    assert "0:40 党员大会" in shown


def test_programs_write_chapters_and_materials(session, school, course, paper, sign_in):
    client, lesson = sign_in(school.trainer), draft_lesson(session, course)
    address = f"/api/v1/lessons/{lesson.id}"
    kept = client.patch(address, json={"title": "改名"}).json
    assert kept["chapters"] == [{"at_s": 0, "title": "开场"}, {"at_s": 40, "title": "党员大会"}]
    assert kept["materials"] == [paper.id]
    told = client.patch(address, json={"chapters": [{"at_s": 7, "title": "新"}], "materials": []})
    assert told.json["chapters"] == [{"at_s": 7, "title": "新"}]
    assert told.json["materials"] == []
    falling = [{"at_s": 7, "title": "甲"}, {"at_s": 7, "title": "乙"}]
    assert client.patch(address, json={"chapters": falling}).status_code == 422


def test_learners_take_materials_along(session, course, learner):
    answer = learner.get(material_of(session, course))
    assert (answer.status_code, answer.data) == (200, b"%PDF-1.7 material")
    assert answer.mimetype == "application/octet-stream"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith("attachment; filename")
    assert "%E8%AE%B2%E4%B9%89%201.pdf" in disposition
    assert "讲义" in learner.get(f"/courses/{course.id}/1").text


def test_programs_find_the_files(school, session, course, learner, sign_in):
    address = f"/api/v1/lessons/{draft_lesson(session, course).id}/materials"
    (file,) = learner.get(address).json["items"]
    assert (file["title"], file["filename"]) == ("讲义", "讲义 1.pdf")
    assert learner.get(file["url"]).status_code == 200
    assert sign_in(school.colleague).get(address).status_code == 404


def material_of(session, course):
    paper_id = draft_lesson(session, course).materials[0]
    return f"/courses/{course.id}/1/materials/{paper_id}"


def test_nobody_else_gets_them(session, school, course, learner, sign_in):
    assert learner.get(material_of(session, course)).status_code == 200
    for person in (school.colleague, school.outsider, school.organizer):
        assert sign_in(person).get(material_of(session, course)).status_code == 404


def test_only_what_is_attached_can_be_fetched(app, session, school, course, learner):
    secret = make_film(session, school.trainer, original=app.blobs.put(b"secret"))
    assert learner.get(f"/courses/{course.id}/1/materials/{secret.id}").status_code == 404


@pytest.mark.parametrize(
    "found",
    [
        {"state": State.failed, "kind": None, "cause": "文件无法打开。"},
        {"state": State.checking, "kind": None},
        {"state": State.encoding, "kind": Kind.document},
        {"state": State.ready, "kind": Kind.video},
    ],
)
def test_only_what_was_looked_into_is_given_out(session, course, learner, paper, found):
    """A file can be attached while it is still being checked."""
    session.execute(update(Asset).where(Asset.id == paper.id).values(**found))
    assert learner.get(material_of(session, course)).status_code == 404
    assert material_of(session, course) not in learner.get(f"/courses/{course.id}/1").text


def test_the_name_of_a_file_cannot_leave_its_folder(session, course, learner, paper):
    paper.filename = "../../etc/\r\nSet-Cookie: x=1\\讲义.pdf"
    session.flush()
    answer = learner.get(material_of(session, course))
    assert "Set-Cookie: x" not in str(answer.headers)
    assert ".." not in answer.headers["Content-Disposition"]


def test_the_script_is_taken_along_as_a_text(session, film, course, learner, sign_in):
    vtt = "WEBVTT\n\n01:02.000 --> 01:04.000\n按班组分两次开。\n"
    session.add(Caption(asset_id=film.id, language="zh", vtt=vtt))
    session.flush()
    answer = learner.get(f"/courses/{course.id}/1/transcript.txt")
    assert answer.text == "[1:02] 按班组分两次开。\n"
    assert answer.headers["Content-Disposition"].startswith("attachment")
