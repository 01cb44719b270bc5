"""Rules about study tasks and their SQL twins answer alike, over generated schools."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from courses.assignments import policy
from courses.assignments.audience import (
    Audience,
    Situation,
    Time,
    addressed,
    addressing,
    counted_on,
    given_to,
    is_addressed,
)
from courses.assignments.models import Assignment
from lms.exports import policy as exports
from lms.exports.models import Export
from lms.people import Actor, Grant, Membership, MemberStatus, OrgUnit, Person, Role, Tree, UnitKind
from lms.people.policy import root_of
from tests.courses.studying import set_task
from tests.factories import add_person, add_unit, belong, give_post
from tests.generated import worlds

DAY = date(2026, 6, 12)
UNITS = 7
trees = st.lists(st.integers(0, UNITS - 2), min_size=UNITS - 1, max_size=UNITS - 1)
anywhere = st.integers(0, 2 * UNITS - 1)  # in either tree
places = st.sets(anywhere, min_size=1, max_size=3)
grants = st.lists(st.tuples(st.sampled_from(Role), anywhere), max_size=3)
audiences = st.tuples(
    places, st.sets(st.sampled_from(Role), max_size=2), st.sets(st.sampled_from(MemberStatus), max_size=2)
)  # fmt: skip
people = st.lists(
    st.tuples(
        st.integers(0, UNITS - 1),
        st.none() | st.integers(UNITS, 2 * UNITS - 1),
        st.sampled_from(MemberStatus),
        st.sets(st.sampled_from([Role.organizer, Role.trainer]), max_size=1),
    ),
    min_size=1,
    max_size=5,
)


def grow(session, parents: list[int]) -> list[OrgUnit]:
    """Make a tree: the n-th unit stands under one of those before it."""
    roots = select(OrgUnit).where(OrgUnit.parent_id.is_(None), OrgUnit.tree == Tree.party)
    head = session.scalars(roots).one()
    return _grown(session, parents, add_unit(session, "根", head, UnitKind.committee))


def grow_beside(session, parents: list[int]) -> list[OrgUnit]:
    """Make the administration's tree in the same way."""
    return _grown(session, parents, add_unit(session, "公司", kind=UnitKind.company))


def _grown(session, parents, top):
    kind = UnitKind.branch if top.tree is Tree.party else UnitKind.department
    units = [top]
    for number, parent in enumerate(parents, 1):
        units.append(add_unit(session, f"单位{number}", units[min(parent, number - 1)], kind))
    return units


def grow_both(session, parents: list[int]) -> list[OrgUnit]:
    """Make both trees; the administration's units come after the party's."""
    return [*grow(session, parents), *grow_beside(session, parents[::-1])]


def holder(units: list[OrgUnit], held: list[tuple[Role, int]]) -> Actor:
    grants = (Grant(role, units[n].id, units[n].path) for role, n in held)
    return Actor(1, "somebody", "某人", frozenset(grants))


@given(parents=trees, tasks=st.lists(places, max_size=4), held=grants)
@worlds
def test_who_may_read_and_revise_tasks(app, school, parents, tasks, held):
    with app.db.session(write=True) as world:
        units = grow_both(world, parents)
        actor = holder(units, held)
        for chosen in tasks:
            set_task(world, [units[n] for n in chosen], by=school.organizer)
        rows = select(Assignment).options(selectinload(Assignment.units))
        for may, allowed in (
            (policy.may_read, policy.readable_by),
            (policy.may_revise, policy.revisable_by),
        ):
            by_predicate = {row.id for row in world.scalars(rows) if may(actor, row)}
            assert by_predicate == {row.id for row in world.scalars(rows.where(allowed(actor)))}


@given(parents=trees, held=grants)
@worlds
def test_who_may_exempt_people_of_a_unit(app, school, parents, held):
    with app.db.session(write=True) as world:
        actor = holder(grow_both(world, parents), held)
        units = select(OrgUnit)
        by_predicate = {unit.id for unit in world.scalars(units) if policy.may_exempt(actor, unit)}
        by_sql = {unit.id for unit in world.scalars(units.where(policy.exemptable_by(actor)))}
        assert by_predicate == by_sql


@given(parents=trees, tasks=st.lists(places, max_size=4), at=anywhere)
@worlds
def test_a_task_touches_a_subtree_that_it_could_be_for(app, school, parents, tasks, at):
    with app.db.session(write=True) as world:
        units = grow_both(world, parents)
        here = units[at].path
        made = {
            set_task(world, [units[n] for n in chosen], by=school.organizer).id: chosen
            for chosen in tasks
        }
        touching = set(world.scalars(select(Assignment.id).where(policy.touching(here))))
        assert touching == {
            key for key, chosen in made.items() if any(_meet(units[n].path, here) for n in chosen)
        }


@given(parents=trees, audience=audiences, folk=people)
@worlds
def test_whom_a_task_addresses_is_the_same_from_all_sides(app, school, parents, audience, folk):
    """For one person, for everybody at once, for all tasks of one person, and at a quiz's door."""
    chosen, roles, statuses = audience
    with app.db.session(write=True) as world:
        units = grow_both(world, parents)
        meant = Audience(
            tuple(units[n].path for n in chosen), frozenset(roles), frozenset(statuses)
        )
        task = set_task(
            world, [units[n] for n in chosen], by=school.organizer, roles=roles, statuses=statuses
        )
        expected = set()
        for number, (at, desk, status, posts) in enumerate(folk):
            person = add_person(world, f"p{number}", units[at], status=status)
            homes = [units[at]] if desk is None else [units[at], units[desk]]
            for home in homes[1:]:
                belong(world, person, home)
            for role in posts:
                give_post(world, person, units[0], role)
            situation = Situation(tuple(home.path for home in homes), status, frozenset(posts))
            is_meant = is_addressed(meant, situation)
            expected |= {person.id} if is_meant else set()
            mine = select(Assignment.id).where(Assignment.id == task.id)
            assert (world.scalar(mine.where(addressing(situation))) is not None) is is_meant
            actor = school.actor(world, person)
            assert (world.scalar(mine.where(given_to(actor))) is not None) is is_meant
        check_all_at_once(world, units, meant, expected)


def check_all_at_once(world, units, meant, expected):
    """See who is found: in the whole school, and from each of the two trees."""
    found = select(Person.id).where(addressed(meant, Time(DAY)))
    grown = Person.login.like("p_")
    assert set(world.scalars(found.where(grown))) == expected
    for top in (units[0], units[UNITS]):
        seen = (
            select(Person.id)
            .join(Membership, Membership.person_id == Person.id)
            .join(OrgUnit, OrgUnit.id == Membership.unit_id)
            .where(counted_on(DAY), OrgUnit.path.startswith(top.path))
        )
        asked = seen.where(addressed(meant, Time(DAY), top.path))
        assert list(world.scalars(asked.order_by(Person.id))) == sorted(
            expected & set(world.scalars(seen))
        )


def _meet(path: str, here: str) -> bool:
    """Say whether people of the one may belong to the other: always, across the trees."""
    is_same_way = path.startswith(here) or here.startswith(path)
    return is_same_way or root_of(path) != root_of(here)


def test_only_who_asked_for_a_file_may_fetch_it(session, school):
    for person in (school.organizer, school.auditor):
        session.add(
            Export(person_id=person.id, report="completion", parameters={}, expires_at=school.member.created_at)
        )  # fmt: skip
    session.flush()
    for person in school[7:]:
        actor = school.actor(session, person)
        rows = select(Export)
        by_predicate = {row.id for row in session.scalars(rows) if exports.may_fetch(actor, row)}
        assert by_predicate == {
            row.id for row in session.scalars(rows.where(exports.fetched_by(actor)))
        }


@pytest.mark.parametrize("person", ["member", "trainer", "auditor"])
def test_who_organizes_nobody_sets_no_tasks(session, school, person):
    assert not policy.may_plan(school.actor(session, getattr(school, person)))
