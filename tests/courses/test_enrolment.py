"""Seats: one a person, never more than there are, and back when somebody leaves in time."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from courses.authoring.drafts import Opening
from courses.authoring.models import Lesson
from courses.authoring.services import add_section, open_to, publish, reopen, retire
from courses.catalogue.models import Audience, Course
from courses.catalogue.queries import visible_course
from courses.enrolment.models import Enrolment
from courses.enrolment.queries import current_version, enrolment_of
from courses.enrolment.services import enrol, withdraw
from courses.lessons.queries import place_of
from courses.lessons.services import open_lecture
from lms.errors import Conflict, Forbidden, Invalid
from media.assets.models import Rendition
from media.playback.queries import live_lease
from tests.conftest import new_client
from tests.courses.makers import lecture, make_course, make_film, watch
from tests.factories import add_person
from tests.generated import worlds


@pytest.fixture
def course(session, school, trainer):
    return make_course(session, trainer, lecture(make_film(session, school.trainer)))


def seats_taken(session):
    """The counter, and the rows it counts."""
    return session.scalar(select(Course.taken)), session.scalar(select(func.count(Enrolment.id)))


def test_enrolling_twice_takes_one_seat(session, member, course):
    assert enrol(session, member, course) is True
    assert enrol(session, member, course) is False
    assert seats_taken(session) == (1, 1)


def test_a_full_course_takes_nobody(session, trainer, member, outsider, course):
    open_to(session, trainer, course, Opening(seats=1))
    enrol(session, member, course)
    with pytest.raises(Conflict, match="名额已满"), session.begin_nested():
        enrol(session, outsider, course)
    assert seats_taken(session) == (1, 1)


def test_there_are_never_fewer_seats_than_people(session, trainer, member, outsider, course):
    enrol(session, member, course)
    enrol(session, outsider, course)
    with pytest.raises(Invalid) as refused:
        open_to(session, trainer, course, Opening(seats=1))
    assert refused.value.errors[0].field == "seats"
    open_to(session, trainer, course, Opening(seats=2))


def test_a_course_for_units_is_for_their_people_and_those_below(session, school, trainer, course):
    units = frozenset({school.north.id})
    open_to(session, trainer, course, Opening(audience=Audience.units, unit_ids=units))
    course = visible_course(session, trainer, course.id)
    enrol(session, school.actor(session, school.member), course)
    enrol(session, school.actor(session, school.colleague), course)  # of a group two levels below
    with pytest.raises(Forbidden):
        enrol(session, school.actor(session, school.outsider), course)


def test_a_course_for_units_names_some_that_exist(session, trainer, course):
    for unit_ids in (frozenset(), frozenset({999_999})):
        with pytest.raises(Invalid):
            open_to(session, trainer, course, Opening(audience=Audience.units, unit_ids=unit_ids))


def test_a_retired_course_takes_nobody_new_until_it_is_reopened(
    session, trainer, member, outsider, course
):
    enrol(session, member, course)
    retire(session, trainer, course)
    session.refresh(course)
    with pytest.raises(Forbidden):
        enrol(session, outsider, course)
    assert visible_course(session, member, course.id)
    reopen(session, trainer, course)
    session.refresh(course)
    enrol(session, outsider, course)
    assert seats_taken(session) == (2, 2)


def test_leaving_gives_the_seat_back_once(session, member, outsider, course):
    enrol(session, member, course)
    enrol(session, outsider, course)
    withdraw(session, member, course)
    withdraw(session, member, course)
    assert seats_taken(session) == (1, 1)


def test_leaving_ends_what_is_played(session, school, trainer, member):
    film = make_film(session, school.trainer)
    session.add(
        Rendition(
            asset_id=film.id, width=640, height=360, bandwidth=1, codecs="", blob="", head_length=1
        )
    )
    course = make_course(session, trainer, lecture(film))
    enrol(session, member, course)
    place = place_of(session, member, session.scalar(select(Lesson.id)))
    open_lecture(session, member, place)
    assert live_lease(session, member.id) is not None
    withdraw(session, member, course)
    assert live_lease(session, member.id) is None


def test_nobody_leaves_what_they_have_begun_to_complete(app, session, school, trainer, member):
    film, other = (make_film(session, school.trainer) for _ in range(2))
    course = make_course(session, trainer, lecture(film), lecture(other))
    enrol(session, member, course)
    watch(session, app.facts, school.member, film)
    with pytest.raises(Conflict):
        withdraw(session, member, course)
    assert seats_taken(session) == (1, 1)


def test_learners_stay_on_the_version_they_enrolled_in(session, trainer, member, outsider, course):
    enrol(session, member, course)
    first = current_version(session, course)
    add_section(session, trainer, course, "补充")
    second = publish(session, trainer, course)
    session.refresh(course)
    enrol(session, outsider, course)
    assert second.number == first.number + 1
    assert enrolment_of(session, member, course.id).version_id == first.id
    assert enrolment_of(session, outsider, course.id).version_id == second.id


@given(
    steps=st.lists(st.tuples(st.integers(0, 3), st.sampled_from([enrol, withdraw])), max_size=12)
)
@worlds
def test_the_counter_is_the_number_of_enrolments(session, school, trainer, steps):
    with session.begin_nested() as world:
        course = make_course(session, trainer, lecture(make_film(session, school.trainer)))
        open_to(session, trainer, course, Opening(seats=2))
        session.refresh(course)
        people = [add_person(session, f"p{n}", school.branch_a) for n in range(4)]
        actors = [school.actor(session, person) for person in people]
        for who, step in steps:
            try:
                with session.begin_nested():
                    step(session, actors[who], course)
            except Conflict:
                assert seats_taken(session)[0] == 2
            taken, enrolled = seats_taken(session)
            assert taken == enrolled <= 2
        world.rollback()


def test_five_seats_fifty_requests_at_once(committed_app, committed_school):
    """Real threads, real commits: the whole request edge on a database of its own."""
    app, school = committed_app, committed_school
    with app.db.session(write=True) as session:
        trainer = school.actor(session, school.trainer)
        course = make_course(session, trainer, lecture(make_film(session, school.trainer)))
        open_to(session, trainer, course, Opening(seats=5))
        people = [add_person(session, f"p{n}", school.branch_a) for n in range(25)]
        session.commit()
    clients = [new_client(app, person) for person in people * 2]  # everyone presses twice
    start = Barrier(50)

    def _post(client):
        start.wait()
        return client.post(f"/courses/{course.id}/enrolment").status_code

    with ThreadPoolExecutor(50) as pool:
        answers = Counter(pool.map(_post, clients))
    with app.db.session(write=False) as session:
        taken, enrolled = seats_taken(session)
    assert taken == enrolled == 5
    assert answers[302] + answers[409] == 50
    assert answers[409] >= 40
