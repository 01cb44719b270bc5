"""Laws of the report, over generated trees, people, facts, transfers and exemptions."""

from datetime import UTC, date, datetime, timedelta
from functools import reduce
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from courses.assignments.models import Assignment, Exemption
from courses.assignments.standing import Standing
from courses.catalogue.models import Course
from courses.reports import queries, roster
from courses.reports.asking import Asked, Clock, inquiry
from courses.reports.counts import Counts, counted, curve
from courses.reports.queries import Narrow
from courses.reports.roster import Looked
from courses.reports.standing import day_end
from courses.reports.units import place, tree
from lms.errors import NotFound
from lms.people import Actor, Grant, Membership, OrgUnit, Person, Role
from tests.courses.assignments.test_planning_policy import UNITS, grow, trees
from tests.courses.studying import add_course, begin, complete, noon, set_task
from tests.factories import FOUNDED, add_person
from tests.generated import worlds

ZONE = ZoneInfo("Asia/Shanghai")
DAY = date(2026, 6, 12)
CLOCK = Clock(datetime(2026, 6, 12, 10, tzinfo=UTC), ZONE)
TRANSFER = date(2026, 5, 1)
# where from, where to (None: stays), what was done, whether exempt
learners = st.lists(
    st.tuples(
        st.integers(0, UNITS - 1),
        st.none() | st.integers(0, UNITS - 1),
        st.sampled_from(["nothing", "begun", "done early", "done late"]),
        st.booleans(),
    ),
    max_size=8,
)


class Grown(NamedTuple):
    """A generated world: its units, the task, the course that the task asks for."""

    world: Session
    units: list[OrgUnit]
    task: Assignment
    course: Course
    boss: Person

    def ask(self, actor, unit, day=DAY):
        asked = Asked(task=self.task.id, as_of=day)
        return inquiry(self.world, actor, unit.path, asked, CLOCK).question

    def count(self, actor, unit, day=DAY) -> Counts:
        return counted(queries.tallies(self.world, self.ask(actor, unit, day)))


def plant(world, school, parents, folk, chosen=(0,)) -> Grown:
    units = grow(world, parents)
    course = add_course(world, school.trainer)
    task = set_task(world, [units[n] for n in chosen], course, by=school.admin)
    grown = Grown(world, units, task, course, school.admin)
    for number, learner in enumerate(folk):
        settle(grown, add_person(world, f"p{number}"), learner)
    world.flush()
    return grown


def settle(grown, person, learner):
    home, goal, deed, is_exempt = learner
    moved = TRANSFER if goal is not None else None
    for at, since, until in [(home, FOUNDED, moved)] + [(goal, TRANSFER, None)] * bool(moved):
        grown.world.add(
            Membership(
                person_id=person.id, unit_id=grown.units[at].id, valid_from=since, valid_to=until
            )
        )
    if deed == "begun":
        begin(grown.world, person, grown.course, noon(TRANSFER))
    elif deed != "nothing":
        day = TRANSFER if deed == "done early" else DAY
        complete(grown.world, person, grown.course, noon(day))
    if is_exempt:
        grown.world.add(
            Exemption(
                assignment_id=grown.task.id,
                person_id=person.id,
                reason="外派",
                valid_from=TRANSFER,
                recorded_by_id=grown.boss.id,
            )
        )


def overseer(*units) -> Actor:
    grants = (Grant(Role.organizer, unit.id, unit.path) for unit in units)
    return Actor(1, "somebody", "某人", frozenset(grants))


def plus(one: Counts, other: Counts) -> Counts:
    names = Counts.__dataclass_fields__
    return Counts(**{name: getattr(one, name) + getattr(other, name) for name in names})


chosen = st.sets(st.integers(0, UNITS - 1), min_size=1)
days = st.sampled_from([DAY, TRANSFER, TRANSFER - timedelta(days=1)])


@given(parents=trees, folk=learners, chosen=chosen, day=days)
@worlds
def test_the_lines_add_up_to_the_whole(app, school, **drawn):
    day = drawn.pop("day")
    with app.db.session(write=True) as world:
        grown = plant(world, school, **drawn)
        actor = overseer(grown.units[0])
        for unit in grown.units:
            found = queries.tallies(world, grown.ask(actor, unit, day))
            rows = queries.rows_of(place(world, actor, unit.id), found)
            assert reduce(plus, (row.counts for row in rows), Counts()) == (
                counted(found) if rows else Counts()
            )
            for row in rows:
                assert row.is_own or grown.count(actor, row.unit, day) == row.counts


@given(parents=trees, folk=learners, chosen=chosen, day=days)
@worlds
def test_the_names_are_as_many_as_the_figures_say(app, school, **drawn):
    day = drawn.pop("day")
    with app.db.session(write=True) as world:
        grown = plant(world, school, **drawn)
        actor = overseer(grown.units[0])
        for unit in grown.units:
            question = grown.ask(actor, unit, day)
            total = counted(queries.tallies(world, question))
            for standing in Standing:
                page = queries.people(world, question, Narrow(standing))
                assert page.total == getattr(total, standing)


@given(parents=trees, folk=learners, scope=st.integers(0, UNITS - 1))
@worlds
def test_nobody_outside_the_scope_is_listed(app, school, parents, folk, scope):
    with app.db.session(write=True) as world:
        grown = plant(world, school, parents, folk)
        actor, mine = overseer(grown.units[scope]), grown.units[scope].path
        inside = {
            f"p{number}同志"
            for number, (home, goal, *_rest) in enumerate(folk)
            if grown.units[home if goal is None else goal].path.startswith(mine)
        }
        listed = queries.people(world, grown.ask(actor, grown.units[scope]), Narrow())
        members = roster.members(world, actor, Looked("/", DAY))
        assert {row.name for row in listed} == {row.name for row in members} == inside


@given(parents=trees, scope=st.integers(0, UNITS - 1))
@worlds
def test_no_unit_outside_the_scope_is_shown(app, school, parents, scope):
    with app.db.session(write=True) as world:
        units = grow(world, parents)
        actor, mine = overseer(units[scope]), units[scope].path
        inside = [unit for unit in units if unit.path.startswith(mine)]
        assert {unit.id for unit in tree(world, actor)} == {unit.id for unit in inside}
        for unit in inside:
            here = place(world, actor, unit.id)
            seen = [*here.above, *here.below, *here.around, here.unit]
            assert all(each.path.startswith(mine) for each in seen)
        for unit in (unit for unit in units if unit not in inside):
            with pytest.raises(NotFound):
                place(world, actor, unit.id)


@given(parents=trees, folk=learners)
@worlds
def test_the_curve_never_falls_and_ends_at_the_figure(app, school, parents, folk):
    with app.db.session(write=True) as world:
        grown = plant(world, school, parents, folk)
        cutoffs = tuple(day_end(day, ZONE) for day in (TRANSFER, date(2026, 5, 20), DAY))
        question = grown.ask(overseer(grown.units[0]), grown.units[0])
        found = queries.tallies(world, question, cutoffs)
        reached = curve(found, len(cutoffs))
        assert reached == sorted(reached)
        assert reached[-1] == counted(found).completed
