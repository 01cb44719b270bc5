"""A course is written by several trainers: who may, who decides, and nobody's words are lost."""

import re

import pytest
from sqlalchemy import select

from courses.authoring import queries
from courses.authoring.models import CourseDraft, Lesson
from courses.authoring.services import hand_over, publish, share, unshare
from courses.catalogue.models import Course
from courses.catalogue.policy import may_edit
from courses.catalogue.queries import editable_course, shared_course
from lms.audit.models import AuditEntry
from lms.errors import Conflict, Forbidden, NotFound
from lms.web.problems import PROBLEM
from tests.courses.makers import lecture, make_draft
from tests.courses.studying import START


@pytest.fixture
def other(session, school):
    return school.actor(session, school.other_trainer)


@pytest.fixture
def course(session, trainer, film) -> Course:
    return make_draft(session, trainer, lecture(film))


@pytest.fixture
def shared(session, trainer, other, course) -> Course:
    """The course, written by two."""
    share(session, trainer, course, other.id, START)
    return course


def deeds(session):
    return [deed for deed in session.scalars(select(AuditEntry.deed)) if "cour" in deed]


def test_a_co_author_edits_until_removed(session, trainer, other, course):
    with pytest.raises(NotFound):
        editable_course(session, other, course.id)
    share(session, trainer, course, other.id, START)
    share(session, trainer, course, other.id, START)
    assert may_edit(other, editable_course(session, other, course.id))
    unshare(session, trainer, course, other.id)
    unshare(session, trainer, course, other.id)
    with pytest.raises(NotFound):
        editable_course(session, other, course.id)
    assert deeds(session) == ["course.begin", "course.share", "course.unshare"]


def test_only_the_owner_decides_who_writes(session, school, trainer, other, course):
    share(session, trainer, course, other.id, START)
    with pytest.raises(NotFound):
        shared_course(session, other, course.id)
    with pytest.raises(Forbidden):
        share(session, other, editable_course(session, other, course.id), school.admin.id, START)


@pytest.mark.parametrize("who", ["member", "trainer"])
def test_only_another_trainer_becomes_a_co_author(session, school, trainer, course, who):
    with pytest.raises(Conflict):
        share(session, trainer, course, getattr(school, who).id, START)


def test_whose_course_it_was_goes_on_writing_it(session, trainer, other, course):
    with pytest.raises(Conflict):
        hand_over(session, trainer, course, other.id, START)
    share(session, trainer, course, other.id, START)
    hand_over(session, trainer, course, other.id, START)
    named = [(one.id, one.is_owner) for one in queries.authors(session, course.id)]
    assert named == [(other.id, True), (trainer.id, False)]
    with pytest.raises(NotFound):
        shared_course(session, trainer, course.id)
    assert editable_course(session, trainer, course.id) is course


def test_co_authors_are_found_added_and_removed_on_the_page(session, school, course, sign_in):
    page, address = sign_in(school.trainer), f"/teach/courses/{course.id}/trainers"
    other = school.other_trainer
    assert "没有找到可以添加的教师" in page.get(f"{address}?q={school.member.login}").text
    found = page.get(f"{address}?q={other.login}").text
    assert f'name="person" value="{other.id}"' in found
    assert page.post(address, data={"person": other.id}).status_code == 302
    assert other.name in page.get(address).text
    assert "您成为课程的共同作者：示例课程" in sign_in(other).get("/notices").text
    theirs = sign_in(other).get(address)
    assert "只有负责人可以添加" in theirs.text
    assert sign_in(other).post(address, data={"person": other.id}).status_code == 404
    page.post(f"{address}/{other.id}/ownership")
    assert page.get(address).status_code == 200
    assert page.post(f"{address}/{other.id}/removal").status_code == 404


def test_a_colleague_is_told_once_a_day_of_a_course(session, school, trainer, course, sign_in):
    other = school.other_trainer
    course.title = "100% of %(it)s"
    for _ in range(3):
        share(session, trainer, course, other.id, START)
        unshare(session, trainer, course, other.id)
    session.commit()
    reader = sign_in(other)
    page = reader.get("/notices").text
    assert page.count("您成为课程的共同作者：100% of %(it)s") == 1
    reader.set_cookie("lang", "en")
    assert "您成为课程的共同作者" not in reader.get("/notices").text


def test_who_saves_later_sees_both_texts(session, school, shared, sign_in):
    lesson = session.scalars(select(Lesson)).one()
    address = f"/teach/courses/{shared.id}/lessons/{lesson.id}"
    typed = {
        "nominal_hours": "0.5", "ref_id": lesson.ref_id, "is_required": "y",
        "rule": "watched:0.9", "revision": 1,
    }  # fmt: skip
    first, second = sign_in(school.trainer), sign_in(school.other_trainer)
    assert first.post(address, data={**typed, "title": "甲的标题"}).status_code == 302
    theirs = {**typed, "title": "乙的标题", "lecturer": "乙"}
    assert second.post(address, data=theirs, headers={"Accept": PROBLEM}).status_code == 409
    refused = second.post(address, data=theirs)
    assert refused.status_code == 422
    assert 'value="乙的标题"' in refused.text
    assert f"{school.trainer.name}保存的另一份" in refused.text
    told = re.search(r'<ul class="mt2">(.*?)</ul>', refused.text, re.DOTALL).group(1)
    assert re.findall(r'class="lines">(.*?)<', told) == ["甲的标题", "（空）"]
    session.refresh(lesson)
    assert lesson.title == "甲的标题"
    assert second.post(address, data={**theirs, "revision": 2}).status_code == 302
    session.refresh(lesson)
    assert lesson.title == "乙的标题"
    assert session.scalar(select(CourseDraft.saved_by)) == school.other_trainer.id


def test_of_two_who_rename_a_section_the_later_is_asked(session, school, course, sign_in):
    section = queries.draft_outline(session, course.id).sections[0]
    address = f"/teach/courses/{course.id}/sections/{section.id}"
    page = sign_in(school.trainer)
    page.post(address, data={"title": "先", "seen": section.title})
    refused = page.post(address, data={"title": "后", "seen": section.title})
    assert refused.status_code == 422
    assert 'name="seen" type="hidden" value="先"' in refused.text
    assert page.post(address, data={"title": "后", "seen": "先"}).status_code == 302


def test_the_history_tells_who_published_and_who_changed_the_draft(
    session, school, trainer, shared, sign_in
):
    publish(session, trainer, shared)
    sign_in(school.other_trainer).post(
        f"/teach/courses/{shared.id}/sections", data={"title": "第二章"}
    )
    told = sign_in(school.trainer).get(f"/teach/courses/{shared.id}/history").text
    assert f"发布人：{school.trainer.name}" in told
    assert f"{school.other_trainer.name}最后修改" in told


def test_a_film_of_the_other_author_is_shown_without_a_door_to_their_library(
    session, school, shared, sign_in
):
    lesson = session.scalars(select(Lesson)).one()
    address = f"/teach/courses/{shared.id}/lessons/{lesson.id}"
    door = f'href="/teach/media/{lesson.ref_id}"'
    assert door in sign_in(school.trainer).get(address).text
    seen = sign_in(school.other_trainer).get(address)
    assert "示例视频" in seen.text
    assert door not in seen.text
