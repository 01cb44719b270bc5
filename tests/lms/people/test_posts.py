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
from lms.people.posts import queries, services
from lms.people.posts.queries import Wanted
from lms.people.posts.services import Appointment
from lms.people.queries import actor_of, grants_of
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


def stand_in(session, school, admin, **values):
    """Let the colleague stand in for the organizer of north until the end of June."""
    appointment = Appointment(
        **{
            "person_id": school.colleague.id,
            "unit_id": school.north.id,
            "role": Role.organizer,
            "title": "支部书记",
            "valid_from": JUNE,
            "valid_to": date(2026, 7, 1),
            "on_behalf_of": school.organizer.id,
            **values,
        }
    )
    services.appoint(session, admin, appointment)
    session.flush()


def test_a_deputy_holds_the_role_for_a_term_of_its_own(session, school, admin):
    stand_in(session, school, admin)
    person = school.colleague
    held = {day: actor_of(session, person, day) for day in (JUNE, date(2026, 7, 1))}
    assert held[JUNE].paths(Role.organizer) == (school.north.path,)
    assert not held[date(2026, 7, 1)].has(Role.organizer)
    rows = queries.posts(session, admin, Wanted(person_id=person.id), JUNE)
    assert [row.on_behalf_of for row in rows] == [school.organizer.name]


def test_nobody_but_an_administrator_gives_themselves_a_post(session, school, admin):
    """Neither who organizes, nor who stands in for them, nor a trainer; an administrator may."""
    stand_in(session, school, admin)
    for person in (school.organizer, school.colleague, school.trainer):
        actor = actor_of(session, person, JUNE)
        mine = appointment(school, person_id=person.id, role=Role.auditor)
        with pytest.raises(Forbidden):
            services.appoint(session, actor, mine)
    mine = appointment(school, person_id=school.admin.id, role=Role.auditor)
    assert services.appoint(session, admin, mine)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        (lambda school: {"valid_to": None}, "last_day"),
        (lambda school: {"person_id": school.organizer.id}, "on_behalf_of"),
        (lambda school: {"on_behalf_of": school.member.id}, "on_behalf_of"),
        (lambda school: {"unit_id": school.south.id}, "on_behalf_of"),
        (lambda school: {"role": Role.auditor}, "on_behalf_of"),
    ],
)
def test_a_deputy_stands_in_for_who_holds_the_post(session, school, admin, values, field):
    with pytest.raises(Invalid) as refused:
        stand_in(session, school, admin, **values(school))
    assert [error.field for error in refused.value.errors] == [field]


def test_posts_that_end_soon_are_listed(session, school, admin):
    stand_in(session, school, admin)
    soon = queries.posts(session, admin, Wanted(when="soon"), JUNE)
    assert [(row.person_id, row.days_left(JUNE)) for row in soon] == [
        (school.colleague.id, (date(2026, 7, 1) - JUNE).days)
    ]
    early = queries.posts(session, admin, Wanted(when="soon"), date(2026, 7, 2))
    assert early.total == 0


def test_a_deputy_s_post_that_is_ended_early_stays_a_deputy_s(session, school, admin):
    stand_in(session, school, admin)
    post = session.scalars(select(Post).where(Post.on_behalf_of.is_not(None))).one()
    services.end(session, admin, post, date(2026, 6, 20))
    kept = select(Post).where(Post.on_behalf_of.is_not(None), Post.superseded_at.is_(None))
    assert session.scalars(kept).one().valid_to == date(2026, 6, 20)
