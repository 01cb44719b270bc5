"""Each predicate and its SQL twin answer alike, for generated courses and everybody in school."""

import inspect

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from courses.authoring.drafts import Description
from courses.authoring.services import add_section, begin, publish
from courses.catalogue import policy
from courses.catalogue.models import (
    Audience,
    Course,
    CourseState,
    CourseTrainer,
    CourseUnit,
    CourseVersion,
    VersionLesson,
)
from courses.enrolment.models import Enrolment
from courses.enrolment.services import enrol
from courses.lessons.policy import learned_by, may_learn
from lms.people import Actor, Person
from tests.courses.makers import lecture, make_course, make_film
from tests.generated import worlds

courses = st.tuples(
    st.booleans(),
    st.sampled_from(CourseState),
    st.sampled_from(Audience),
    st.sets(st.integers(0, 6), max_size=3),
    st.sets(st.integers(0, 7), max_size=3),
    st.sets(st.integers(0, 7), max_size=2),
)


def fill(session, school, made):
    units = list(school[:7])
    people = list(school[7:])
    trainers = [school.trainer, school.other_trainer]
    for is_first, state, audience, of_units, enrolled, helping in made:
        actor = school.actor(session, trainers[is_first])
        course = begin(session, actor, Description(title="课"))
        if state is not CourseState.draft:
            course.version, course.state = 1, state
            version = CourseVersion(
                course_id=course.id, number=1, title="课", lesson_count=0, required_count=0,
                nominal_hours=0, published_by=actor.id,
            )  # fmt: skip
            session.add(version)
            session.flush()
            session.add_all(
                Enrolment(
                    course_id=course.id,
                    person_id=people[n].id,
                    version_id=version.id,
                    required_left=0,
                )
                for n in enrolled
            )
        course.audience = audience
        session.add_all(CourseUnit(course_id=course.id, unit_id=units[n].id) for n in of_units)
        session.add_all(CourseTrainer(course_id=course.id, person_id=people[n].id) for n in helping)
    session.flush()
    session.expire_all()
    return [school.actor(session, session.get(Person, person.id)) for person in people]


def mine(session, actor: Actor, course: Course):
    statement = select(Enrolment).filter_by(person_id=actor.id, course_id=course.id)
    return session.scalar(statement)


TWINS = [
    (lambda session, actor, course: policy.may_edit(actor, course), policy.editable_by),
    (lambda session, actor, course: policy.may_share(actor, course), policy.shared_by),
    (lambda session, actor, course: policy.may_join(actor, course), policy.joinable_by),
    (
        lambda session, actor, course: policy.may_list(actor, course, mine(session, actor, course)),
        policy.listed_for,
    ),
    (
        lambda session, actor, course: policy.may_see(actor, course, mine(session, actor, course)),
        policy.visible_to,
    ),
]


def test_a_lesson_is_learned_in_the_version_one_is_on(session, school, trainer, member):
    film = make_film(session, school.trainer)
    course = make_course(session, trainer, lecture(film))
    enrol(session, member, course)
    add_section(session, trainer, course, "第二章")
    publish(session, trainer, course)
    for actor in (member, trainer):
        rows = session.scalars(select(VersionLesson)).all()
        by_predicate = {
            row.version_id for row in rows if may_learn(actor, row, mine(session, actor, course))
        }
        by_sql = set(session.scalars(select(VersionLesson.version_id).where(learned_by(actor))))
        assert by_predicate == by_sql
        assert len(by_sql) == (actor is member)


@pytest.mark.parametrize("twin", TWINS, ids=["edit", "share", "join", "list", "see"])
@given(made=st.lists(courses, max_size=4))
@worlds
def test_predicate_and_sql_agree(session, school, twin, made):
    may, allowed_to = twin
    rows = select(Course).options(selectinload(Course.units), selectinload(Course.co_trainers))
    with session.begin_nested() as world:
        for actor in fill(session, school, made):
            by_predicate = {row.id for row in session.scalars(rows) if may(session, actor, row)}
            by_sql = set(session.scalars(select(Course.id).where(allowed_to(actor))))
            assert by_predicate == by_sql
        world.rollback()


def test_no_rule_without_a_twin():
    rules = {name for name, _ in inspect.getmembers(policy, inspect.isfunction)}
    assert {name for name in rules if name.startswith("may_")} == {
        "may_author",  # about the actor alone: there are no rows to choose from
        "may_edit",
        "may_join",
        "may_list",
        "may_see",
        "may_share",
    }
