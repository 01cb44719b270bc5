"""Drafts are checked and published; what was published never changes."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier

import pytest
from sqlalchemy import func, select

from courses.authoring import queries
from courses.authoring.checks import look_at
from courses.authoring.drafts import Description, LessonDraft
from courses.authoring.models import CourseDraft
from courses.authoring.services import (
    add_lesson,
    add_section,
    begin,
    describe,
    move_lesson,
    move_section,
    publish,
    remove_lesson,
    remove_section,
    rename_section,
    revise_lesson,
)
from courses.catalogue.contents import contents
from courses.catalogue.models import CourseVersion, LessonKind, VersionLesson, VersionSection
from courses.catalogue.queries import editable_course
from lms.errors import Invalid
from media.assets.models import State
from tests.courses.makers import (
    WATCHED,
    lecture,
    lesson_called,
    make_course,
    make_draft,
    make_film,
    outline_of,
    sections_of,
)


def published_rows(session):
    """Everything that was ever published, as it stands in the database."""
    session.expire_all()
    return [
        str(tuple(row))
        for table in (CourseVersion, VersionSection, VersionLesson)
        for row in session.execute(select(table.__table__).order_by(*table.__table__.primary_key))
    ]


def told(session, course):
    outline = queries.draft_outline(session, course.id)
    found = look_at(outline, contents(session, outline.subjects))
    return [finding.message for finding in found if not finding.is_advice]


def test_what_is_missing_stands_in_the_check_list(session, school, trainer, film):
    course = begin(session, trainer, Description(title="课"))
    assert told(session, course) == ["课程还没有内容，请添加一讲"]
    section = queries.editable_section(session, trainer, sections_of(session, course)[0].id)
    add_lesson(session, trainer, section, LessonKind.video, LessonDraft(rule=WATCHED))
    assert told(session, course) == [
        "各讲学时都是 0，请填写学时",
        "第 %(number)s 讲没有标题",
        "第 %(number)s 讲还没有选择视频",
    ]
    with pytest.raises(Invalid) as refused, session.begin_nested():
        publish(session, trainer, course)
    assert len(refused.value.errors) == 3


@pytest.mark.parametrize(
    ("state", "is_in_the_way"),
    [(State.ready, False), (State.encoding, False), (State.failed, True)],
)
def test_a_failed_film_is_in_the_way_one_underway_is_advice(
    session, school, trainer, state, is_in_the_way
):
    film = make_film(session, school.trainer)
    course = make_draft(session, trainer, lecture(film))
    film.state, film.cause = state, "坏了" if state is State.failed else ""
    session.flush()
    assert bool(told(session, course)) is is_in_the_way


def test_a_course_without_a_required_lesson_cannot_be_published(session, trainer, film):
    course = make_draft(session, trainer, lecture(film, is_required=False))
    assert told(session, course) == ["没有一讲是必学的，课程无法完成"]


def test_publishing_twice_without_a_change_makes_one_version(session, trainer, film):
    course = make_course(session, trainer, lecture(film))
    assert publish(session, trainer, course).number == 1
    add_section(session, trainer, course, "第二章")
    assert publish(session, trainer, course).number == 2
    assert session.scalar(select(func.count(CourseVersion.id))) == 2


def test_a_version_sums_up_its_lessons(session, school, trainer, film):
    other = make_film(session, school.trainer)
    course = make_course(session, trainer, lecture(film), lecture(other, is_required=False))
    assert (course.version, course.lesson_count, course.nominal_hours) == (1, 2, Decimal("1.0"))
    version = session.scalars(select(CourseVersion)).one()
    assert version.required_count == 1
    assert [lesson.number for lesson in outline_of(session, course).lessons] == [1, 2]


def test_no_verb_of_the_editor_touches_what_was_published(session, school, trainer, film):
    other = make_film(session, school.trainer)
    course = make_course(session, trainer, lecture(film, title="一"), lecture(other, title="二"))
    before = published_rows(session)
    one, two = (lesson_called(session, trainer, title) for title in "一二")
    section = queries.editable_section(session, trainer, one.section_id)
    describe(session, trainer, course, Description(title="改名"), 1)
    rename_section(session, trainer, section, "改名", section.title)
    revise_lesson(session, trainer, one, lecture(other, title="改了"), 1)
    move_lesson(session, trainer, two, -1)
    remove_lesson(session, trainer, two)
    added = add_section(session, trainer, course, "第二章")
    move_section(session, trainer, added, -1)
    remove_section(session, trainer, section)
    assert published_rows(session) == before
    add_lesson(session, trainer, added, LessonKind.video, lecture(film))
    publish(session, trainer, course)
    assert set(before) <= set(published_rows(session))


def test_the_catalogue_goes_by_the_published_words_until_the_next_version(session, trainer, film):
    course = make_course(session, trainer, lecture(film), title="旧名")
    describe(session, trainer, course, Description(title="新名"), 1)
    session.refresh(course)
    assert course.title == "旧名"
    publish(session, trainer, course)
    session.refresh(course)
    assert course.title == "新名"


def test_twenty_who_publish_at_once_make_one_version(committed_app, committed_school):
    app, school = committed_app, committed_school
    with app.db.session(write=True) as session:
        trainer = school.actor(session, school.trainer)
        course = make_draft(session, trainer, lecture(make_film(session, school.trainer)))
        session.commit()
    start = Barrier(20)

    def _publish(_n):
        start.wait()
        with app.db.session(write=True) as session:
            version = publish(session, trainer, editable_course(session, trainer, course.id))
            session.commit()
            return version.number

    with ThreadPoolExecutor(20) as pool:
        assert set(pool.map(_publish, range(20))) == {1}
    with app.db.session(write=False) as session:
        assert session.scalar(select(func.count(CourseVersion.id))) == 1
        assert session.scalar(select(CourseDraft.has_changes)) is False
