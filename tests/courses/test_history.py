"""What a new version changed can be read; a course can be the beginning of another."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.authoring import queries
from courses.authoring.changes import Edition, changes
from courses.authoring.drafts import Description
from courses.authoring.history import history
from courses.authoring.services import (
    add_section,
    copy,
    describe,
    move_lesson,
    publish,
    remove_lesson,
    revise_lesson,
)
from courses.catalogue.models import CourseState, LessonKind
from courses.catalogue.outline import OutlineLesson, composed
from courses.enrolment.services import enrol
from lms.errors import Forbidden
from tests.courses.makers import lecture, lesson_called, make_course, make_draft, make_film

words = st.builds(Description, title=st.sampled_from("甲乙"), summary=st.sampled_from("丙丁"))
lessons = st.builds(
    OutlineLesson,
    id=st.integers(1, 4),
    section_id=st.integers(1, 2),
    number=st.just(1),
    kind=st.just(LessonKind.video),
    ref_id=st.integers(1, 2),
    title=st.sampled_from(["一", "二"]),
    lecturer=st.just(""),
    is_required=st.booleans(),
    nominal_hours=st.sampled_from([Decimal(1), Decimal("1.0"), Decimal("0.5")]),
    rule=st.just({"kind": "watched"}),
    chapters=st.sampled_from([[], [[0, "开场"]]]),
    materials=st.sampled_from([[], [1]]),
)
outlines = st.lists(lessons, max_size=4, unique_by=lambda one: one.id).map(
    lambda found: composed([(1, "第一章"), (2, "第二章")], found)
)
editions = st.builds(Edition, words, outlines)


def told(found):
    return [one.message % one.values for one in found]


def story(session, course):
    """The history as it reads: the numbers of the versions with their changes, the draft's."""
    outline = queries.draft_outline(session, course.id)
    found = history(session, queries.draft_of(session, course.id), outline)
    return [(row.number, told(step)) for row, step in found.versions], told(found.pending)


@given(editions)
def test_nothing_changes_from_an_edition_to_itself(edition):
    assert changes(edition, edition) == []


@given(editions, editions)
def test_changes_are_told_just_where_something_changed(before, after):
    assert (changes(before, after) == []) == (seen(before) == seen(after))


def seen(edition):
    """What learners see of an edition: an empty section is not shown."""
    filled = [section for section in edition.outline.sections if section.lessons]
    return (
        edition.words,
        {section.id: section.title for section in filled},
        [one._replace(number=0) for one in edition.outline.lessons],
    )


def test_each_version_tells_what_it_changed(session, school, trainer, film):
    titles = ("会前", "会上", "会后")
    course = make_course(session, trainer, *(lecture(film, title=one) for one in titles))
    assert story(session, course) == ([(1, [])], [])
    other = make_film(session, school.trainer, "另一片")
    lesson = lesson_called(session, trainer, "会上")
    later = lecture(other, title="会议", nominal_hours=Decimal("1.50"), is_required=False)
    revise_lesson(session, trainer, lesson, later, lesson.revision)
    remove_lesson(session, trainer, lesson_called(session, trainer, "会前"))
    draft = queries.draft_of(session, course.id)
    describe(session, trainer, course, Description(title="新名"), draft.revision)
    expected = [
        "课程名称由“示例课程”改为“新名”。",
        "删除“会前”。",
        "“会上”改名为“会议”。",
        "“会议”改为选学。",
        "“会议”的学时由 0.5 改为 1.5。",
        "“会议”更换了内容。",
    ]
    assert story(session, course) == ([(1, [])], expected)
    publish(session, trainer, course)
    assert story(session, course) == ([(2, expected), (1, [])], [])


def test_an_empty_section_is_no_change_and_an_order_is(session, trainer, film):
    course = make_course(session, trainer, lecture(film, title="一"), lecture(film, title="二"))
    add_section(session, trainer, course, "还没有内容的一章")
    assert story(session, course)[1] == []
    move_lesson(session, trainer, lesson_called(session, trainer, "二"), -1)
    assert story(session, course)[1] == ["调整了讲次的顺序。"]


def test_the_history_reads_as_quickly_whatever_its_length(session, trainer, film, count_queries):
    course = make_course(session, trainer, lecture(film))
    session.flush()
    with count_queries() as few:
        story(session, course)
    for number in range(8):
        lesson = lesson_called(session, trainer, "讲次")
        draft = lecture(film, lecturer=f"第 {number} 位")
        revise_lesson(session, trainer, lesson, draft, lesson.revision)
        publish(session, trainer, course)
    session.flush()
    with count_queries() as many:
        versions, _pending = story(session, course)
    assert len(versions) == 9
    assert len(many) == len(few)


def test_a_copy_is_a_draft_with_the_same_outline(session, school, trainer, film):
    course = make_course(session, trainer, lecture(film, title="会前"), summary="写给支委。")
    enrol(session, school.actor(session, school.member), course)
    twin = copy(session, trainer, course)
    assert (twin.state, twin.title, twin.taken) == (CourseState.draft, "示例课程（副本）", 0)
    ours, theirs = (queries.draft_outline(session, one.id) for one in (twin, course))
    assert [one[3:] for one in ours.lessons] == [one[3:] for one in theirs.lessons]
    assert [one.title for one in ours.sections] == [one.title for one in theirs.sections]
    assert {one.id for one in ours.lessons}.isdisjoint(one.id for one in theirs.lessons)
    assert queries.draft_of(session, twin.id).summary == "写给支委。"


def test_a_copy_of_a_long_title_still_fits(session, trainer):
    twin = copy(session, trainer, make_draft(session, trainer, title="长" * 120))
    assert len(twin.title) == 120
    assert twin.title.endswith("（副本）")


def test_nobody_copies_another_trainer_s_course(session, school, trainer, film):
    course = make_course(session, trainer, lecture(film))
    with pytest.raises(Forbidden):
        copy(session, school.actor(session, school.member), course)


def test_the_history_page_tells_changes_and_offers_a_copy(session, school, trainer, film, sign_in):
    course = make_course(session, trainer, lecture(film, title="会前"))
    remove_lesson(session, trainer, lesson_called(session, trainer, "会前"))
    page = sign_in(school.trainer)
    shown = page.get(f"/teach/courses/{course.id}/history").text
    assert "还没有发布的修改" in shown
    assert "删除“会前”。" in shown
    answer = page.post(f"/teach/courses/{course.id}/copies")
    assert "示例课程（副本）" in page.get(answer.location).text
