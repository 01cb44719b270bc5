from contextlib import suppress
from datetime import date, timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from lms.db import utcnow
from lms.errors import Forbidden, Invalid, Refusal
from lms.people import Membership, OrgUnit
from lms.people.memberships import services
from lms.people.memberships.services import Joining
from lms.people.policy import held_on
from lms.people.queries import primary_unit
from tests.generated import worlds

JUNE = date(2026, 6, 1)


@pytest.fixture
def admin(session, school):
    return school.actor(session, school.admin)


def home(session, person, day, known_at=None):
    """Return the names of the units that the person belonged to primarily on a day."""
    statement = (
        select(OrgUnit.name)
        .join(Membership, Membership.unit_id == OrgUnit.id)
        .where(
            Membership.person_id == person.id,
            Membership.is_primary,
            held_on(Membership, day, known_at),
        )
    )
    return session.scalars(statement).all()


def current(session, person):
    statement = select(Membership).where(
        Membership.person_id == person.id, Membership.superseded_at.is_(None)
    )
    return session.scalars(statement.order_by(Membership.valid_from)).all()


def to(unit):
    return Joining(unit.id, JUNE, is_primary=True)


def test_a_transfer_holds_from_its_day_on(session, school, admin):
    services.transfer(session, admin, school.member, to(school.branch_c))
    assert home(session, school.member, JUNE - timedelta(days=1)) == ["甲车间党支部"]
    assert home(session, school.member, JUNE) == ["丙车间党支部"]
    assert primary_unit(session, school.member.id, JUNE).id == school.branch_c.id


def test_a_belated_transfer_leaves_what_was_reported_as_it_was(session, school, admin):
    with time_machine.travel(utcnow() + timedelta(days=1), tick=False) as clock:
        reported_at = utcnow()
        clock.shift(3600)
        services.transfer(session, admin, school.member, to(school.branch_c))
    assert home(session, school.member, JUNE) == ["丙车间党支部"]
    assert home(session, school.member, JUNE, reported_at) == ["甲车间党支部"]


def test_at_no_moment_was_a_transferred_person_nowhere(session, school, admin):
    services.transfer(session, admin, school.member, to(school.branch_c))
    moments = session.scalars(select(Membership.recorded_at)).all()
    moments += session.scalars(
        select(Membership.superseded_at).where(Membership.superseded_at.is_not(None))
    ).all()
    first = session.scalar(
        select(func.min(Membership.recorded_at)).where(Membership.person_id == school.member.id)
    )
    for moment in moments:
        if moment >= first:
            assert len(home(session, school.member, JUNE, moment)) == 1


def test_a_transfer_to_where_one_is_changes_nothing(session, school, admin):
    with pytest.raises(Invalid):
        services.transfer(session, admin, school.member, to(school.branch_a))


def test_a_second_membership_becomes_the_first_by_transfer(session, school, admin):
    services.join(session, admin, school.member, Joining(school.branch_b.id, JUNE))
    services.transfer(session, admin, school.member, to(school.branch_b))
    assert [
        (row.unit_id, row.is_primary, row.valid_to) for row in current(session, school.member)
    ] == [
        (school.branch_a.id, True, JUNE),
        (school.branch_b.id, True, None),
    ]


def test_nobody_joins_a_unit_twice_or_one_that_is_closed(session, school, admin):
    with pytest.raises(Invalid, match="有内容"):
        services.join(session, admin, school.member, Joining(school.branch_a.id, JUNE))
    school.branch_c.is_active = False
    for deed in (services.join, services.transfer):
        with pytest.raises(Invalid) as refused:
            deed(session, admin, school.member, Joining(school.branch_c.id, JUNE))
        assert "已撤销" in refused.value.errors[0].message


def test_leaving_on_the_first_day_was_never_belonging(session, school, admin):
    services.join(session, admin, school.member, Joining(school.branch_b.id, JUNE))
    joined = current(session, school.member)[-1]
    services.leave(session, admin, joined, JUNE)
    assert [row.unit_id for row in current(session, school.member)] == [school.branch_a.id]


def test_a_membership_that_has_ended_is_not_prolonged_by_leaving(session, school, admin):
    services.leave(session, admin, current(session, school.member)[0], JUNE)
    ended = current(session, school.member)[0]
    with pytest.raises(Invalid):
        services.leave(session, admin, ended, JUNE + timedelta(days=1))


def test_an_organizer_moves_nobody(session, school):
    organizer = school.actor(session, school.organizer)
    with pytest.raises(Forbidden):
        services.transfer(session, organizer, school.member, to(school.branch_b))


days = st.integers(-40, 40).map(lambda n: JUNE + timedelta(days=n))
units = st.sampled_from(["branch_a", "branch_b", "branch_c", "north"])
deeds = st.one_of(
    st.tuples(st.just("transfer"), units, days),
    st.tuples(st.just("join"), units, days),
    st.tuples(st.just("leave"), st.integers(0, 5), days),
)


def do(session, admin, school, deed):
    kind, what, day = deed
    with suppress(Refusal), session.begin_nested():
        if kind == "leave":
            rows = current(session, school.member)
            services.leave(session, admin, rows[what % len(rows)], day)
        else:
            joining = Joining(getattr(school, what).id, day, is_primary=kind == "transfer")
            getattr(services, kind)(session, admin, school.member, joining)


@given(plan=st.lists(deeds, max_size=8))
@worlds
def test_whatever_is_recorded_nobody_is_in_two_homes_and_the_past_keeps(
    session, school, admin, plan
):
    span = [JUNE + timedelta(days=n) for n in range(-45, 46)]
    with session.begin_nested() as world, time_machine.travel(utcnow(), tick=False) as clock:
        reported = []
        for deed in plan:
            clock.shift(60)
            reported.append((utcnow(), [home(session, school.member, day) for day in span[::10]]))
            clock.shift(60)
            do(session, admin, school, deed)
            if not current(session, school.member):
                break
        for day in span:
            rows = [
                row
                for row in current(session, school.member)
                if row.valid_from <= day and (row.valid_to is None or day < row.valid_to)
            ]
            assert sum(row.is_primary for row in rows) <= 1
            assert len({row.unit_id for row in rows}) == len(rows)
        for known_at, homes in reported:
            assert [home(session, school.member, day, known_at) for day in span[::10]] == homes
        world.rollback()
    session.expire_all()
