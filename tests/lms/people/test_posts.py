from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date, timedelta
from threading import Barrier

import pytest
from sqlalchemy import func, select

from lms.errors import Conflict, Forbidden, Invalid, Refusal
from lms.people import Person, Post, Role
from lms.people.accounts import services as accounts
from lms.people.policy import held_on
from lms.people.posts import services
from lms.people.posts.services import Appointment
from lms.people.queries import grants_of
from tests.factories import add_person, build_school, give_post

JUNE = date(2026, 6, 1)
DAY = timedelta(days=1)


@pytest.fixture
def admin(session, school):
    return school.actor(session, school.admin)


def appointment(school, **values):
    given = {
        "person_id": school.member.id,
        "unit_id": school.branch_a.id,
        "role": Role.organizer,
        "title": "支部书记",
        "valid_from": JUNE,
        "valid_to": None,
    }
    return Appointment(**{**given, **values})


def roles(session, person, day):
    return {grant.role for grant in grants_of(session.connection(), person.id, day)}


def admin_post(session, person):
    return session.scalars(
        select(Post).where(
            Post.person_id == person.id, Post.role == Role.admin, Post.superseded_at.is_(None)
        )
    ).one()


def test_a_role_comes_and_goes_with_the_term(session, school, admin):
    services.appoint(session, admin, appointment(school, valid_to=JUNE + 10 * DAY))
    held = [Role.organizer in roles(session, school.member, JUNE + n * DAY) for n in (-1, 0, 9, 10)]
    assert held == [False, True, True, False]


def test_a_post_is_ended_from_a_day_on_and_was_held_before(session, school, admin):
    services.appoint(session, admin, appointment(school))
    post = session.scalars(select(Post).where(Post.person_id == school.member.id)).one()
    services.end(session, admin, post, JUNE + 5 * DAY)
    assert Role.organizer in roles(session, school.member, JUNE + 4 * DAY)
    assert Role.organizer not in roles(session, school.member, JUNE + 5 * DAY)


def test_pressing_twice_appoints_once(session, school, admin):
    services.appoint(session, admin, appointment(school))
    with pytest.raises(Invalid):
        services.appoint(session, admin, appointment(school))


def test_a_term_has_at_least_a_day_and_a_unit_that_stands(session, school, admin):
    with pytest.raises(Invalid):
        services.appoint(session, admin, appointment(school, valid_to=JUNE))
    school.branch_a.is_active = False
    with pytest.raises(Invalid):
        services.appoint(session, admin, appointment(school))


def test_an_organizer_appoints_nobody_and_ends_nothing(session, school):
    organizer = school.actor(session, school.organizer)
    with pytest.raises(Forbidden):
        services.appoint(session, organizer, appointment(school))
    with pytest.raises(Forbidden):
        services.end(session, organizer, admin_post(session, school.admin), JUNE)


def test_the_last_administrator_stays(session, school, admin):
    post = admin_post(session, school.admin)
    with pytest.raises(Conflict, match="最后一位"):
        services.end(session, admin, post, JUNE)
    second = add_person(session, "admin2", school.committee)
    give_post(session, second, school.committee, Role.admin)
    with pytest.raises(Conflict, match="自己"):
        accounts.deactivate(session, admin, school.admin, JUNE)
    services.end(session, admin, post, JUNE)
    with pytest.raises(Conflict, match="最后一位"):
        accounts.deactivate(session, admin, second, JUNE)


def test_a_colleague_who_has_left_or_is_yet_to_come_does_not_count(session, school, admin):
    colleague = add_person(session, "admin2", school.committee)
    post = give_post(session, colleague, school.committee, Role.admin)
    for change in ({"valid_to": JUNE}, {"valid_to": None, "valid_from": JUNE + DAY}):
        for name, value in change.items():
            setattr(post, name, value)
        session.flush()
        with pytest.raises(Conflict):
            services.end(session, admin, admin_post(session, school.admin), JUNE)
    post.valid_from, colleague.is_active = date(2020, 1, 1), False
    session.flush()
    with pytest.raises(Conflict):
        services.end(session, admin, admin_post(session, school.admin), JUNE)


def remove(session, how, actor, person):
    if how == "end":
        services.end(session, actor, admin_post(session, person), JUNE)
    else:
        accounts.deactivate(session, actor, person, JUNE)


@pytest.mark.parametrize("how", ["end", "deactivate"])
def test_two_administrators_who_remove_each_other_at_once_leave_one(committed_app, how):
    with committed_app.db.session(write=True) as session:
        school = build_school(session)
        second = add_person(session, "admin2", school.committee)
        give_post(session, second, school.committee, Role.admin)
        session.commit()
        actors = [school.actor(session, person) for person in (school.admin, second)]
    start = Barrier(2)

    def _remove(actor, other):
        start.wait()
        with committed_app.db.session(write=True) as session, suppress(Refusal):
            remove(session, how, actor, session.get_one(Person, other.id))
            session.commit()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(_remove, actors, reversed(actors)))
    with committed_app.db.session(write=False) as session:
        standing = (
            select(func.count(Post.id))
            .join(Person, Person.id == Post.person_id)
            .where(Post.role == Role.admin, held_on(Post, JUNE), Person.is_active)
        )
        assert session.scalar(standing) == 1
