"""Drafts are written and their parts moved, by those who may, one after the other."""

from dataclasses import replace
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from courses.authoring import queries
from courses.authoring.drafts import Description
from courses.authoring.models import Lesson
from courses.authoring.services import (
    add_section,
    begin,
    describe,
    move_lesson,
    move_section,
    place_lesson,
    publish,
    remove_section,
    revise_lesson,
)
from courses.progress.rules import Rule, RuleKind
from lms.errors import Conflict, Forbidden, Invalid, NotFound
from tests.courses.makers import lecture, lesson_called, make_draft, make_film, sections_of
from tests.generated import worlds


def order_of(session, course):
    return [
        [lesson.title for lesson in section.lessons] for section in sections_of(session, course)
    ]


def test_only_trainers_begin_courses(session, member, trainer):
    assert begin(session, trainer, Description(title="课")).owner_id == trainer.id
    with pytest.raises(Forbidden):
        begin(session, member, Description(title="课"))


def test_a_course_of_somebody_else_is_not_found(session, school, trainer, film):
    course = make_draft(session, trainer, lecture(film))
    other = school.actor(session, school.other_trainer)
    section_id = sections_of(session, course)[0].id
    with pytest.raises(NotFound):
        queries.editable_section(session, other, section_id)
    with pytest.raises(Forbidden):
        publish(session, other, course)


def test_a_slug_is_given_once(session, trainer):
    begin(session, trainer, Description(title="甲"), slug="branch-work")
    with pytest.raises(Invalid) as refused:
        begin(session, trainer, Description(title="乙"), slug="branch-work")
    assert refused.value.errors[0].field == "slug"


def test_a_lesson_without_a_title_is_called_like_its_film(session, school, trainer):
    course = make_draft(
        session, trainer, lecture(make_film(session, school.trainer, "会前准备"), title="")
    )
    assert order_of(session, course) == [["会前准备"]]


def test_a_film_of_somebody_else_goes_into_no_lesson(session, school, trainer):
    foreign = make_film(session, school.other_trainer)
    with pytest.raises(Invalid) as refused:
        make_draft(session, trainer, lecture(foreign))
    assert refused.value.errors[0].field == "ref_id"


def test_a_lesson_keeps_its_film_when_somebody_else_edits_it(session, school, trainer, admin, film):
    course = make_draft(session, trainer, lecture(film))
    film.retired_at = film.created_at
    session.flush()
    lesson = lesson_called(session, admin, "讲次")
    assert revise_lesson(session, admin, lesson, lecture(film, title="新"), lesson.revision) == 2
    assert order_of(session, course) == [["新"]]


def test_of_two_who_edit_one_lesson_the_second_is_told(session, trainer, film):
    make_draft(session, trainer, lecture(film))
    lesson = lesson_called(session, trainer, "讲次")
    revise_lesson(session, trainer, lesson, lecture(film, title="先"), 1)
    with pytest.raises(Conflict):
        revise_lesson(session, trainer, lesson, lecture(film, title="后"), 1)
    assert session.scalar(select(Lesson.title).where(Lesson.id == lesson.id)) == "先"


def test_of_two_who_describe_one_course_the_second_is_told(session, trainer):
    course = begin(session, trainer, Description(title="课"))
    assert describe(session, trainer, course, Description(title="先"), 1) == 2
    with pytest.raises(Conflict):
        describe(session, trainer, course, Description(title="后"), 1)
    session.refresh(course)
    assert course.title == "先"


def test_a_rule_that_does_not_fit_the_kind_is_refused(session, trainer, film):
    with pytest.raises(Invalid) as refused:
        make_draft(session, trainer, replace(lecture(film), rule=Rule(RuleKind.passed)))
    assert refused.value.errors[0].field == "rule"


def test_arrows_move_a_lesson_through_its_section_and_into_the_next(session, school, trainer):
    films = [make_film(session, school.trainer) for _ in range(3)]
    course = make_draft(
        session,
        trainer,
        *(lecture(film, title=name) for film, name in zip(films, "甲乙丙", strict=True)),
    )
    add_section(session, trainer, course, "第二章")
    move_lesson(session, trainer, lesson_called(session, trainer, "甲"), 1)
    assert order_of(session, course) == [["乙", "甲", "丙"], []]
    move_lesson(session, trainer, lesson_called(session, trainer, "丙"), 1)
    assert order_of(session, course) == [["乙", "甲"], ["丙"]]
    move_lesson(session, trainer, lesson_called(session, trainer, "丙"), 1)
    assert order_of(session, course) == [["乙", "甲"], ["丙"]]
    move_lesson(session, trainer, lesson_called(session, trainer, "丙"), -1)
    assert order_of(session, course) == [["乙", "甲", "丙"], []]


@given(
    moves=st.lists(
        st.tuples(st.integers(0, 4), st.sampled_from("udDp"), st.integers(0, 4)), max_size=10
    )
)
@worlds
def test_whatever_is_moved_no_lesson_is_lost_or_doubled(session, school, trainer, moves):
    with session.begin_nested() as world:
        films = [make_film(session, school.trainer) for _ in range(5)]
        course = make_draft(
            session, trainer, *(lecture(film, title=str(n)) for n, film in enumerate(films))
        )
        add_section(session, trainer, course, "第二章")
        for which, how, where in moves:
            lesson = lesson_called(session, trainer, str(which))
            session.refresh(lesson)
            sections = sections_of(session, course)
            if how == "p":
                place_lesson(session, trainer, lesson, sections[where % 2].id, before=where)
            elif how == "D":
                move_section(
                    session,
                    trainer,
                    queries.editable_section(session, trainer, sections[where % 2].id),
                    1,
                )
            else:
                move_lesson(session, trainer, lesson, 1 if how == "d" else -1)
        assert sorted(chain.from_iterable(order_of(session, course))) == list("01234")
        numbers = [lesson.number for lesson in queries.draft_outline(session, course.id).lessons]
        assert numbers == [1, 2, 3, 4, 5]
        world.rollback()


def test_a_removed_section_takes_its_lessons_along(session, trainer, film):
    course = make_draft(session, trainer, lecture(film))
    section = queries.editable_section(session, trainer, sections_of(session, course)[0].id)
    remove_section(session, trainer, section)
    assert order_of(session, course) == []
