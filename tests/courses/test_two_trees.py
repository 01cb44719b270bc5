"""The party's tree and the administration's stand beside each other; either selects a report."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from courses.assignments import queries as tasks
from courses.assignments.audience import Audience
from courses.assignments.standing import Standing
from courses.reports import listing, queries, roster
from courses.reports.asking import Asked, Clock, inquiry
from courses.reports.counts import counted
from courses.reports.queries import EVERYBODY
from courses.reports.report import report, subject
from courses.reports.roster import Looked
from courses.reports.units import home_unit, place, tree
from lms.errors import NotFound
from lms.people import Actor, Grant, OrgUnit, Role, UnitKind
from lms.people.memberships.services import Joining, transfer
from tests.courses.assignments.test_planning_policy import UNITS, grow, grow_beside, trees
from tests.courses.studying import add_course, complete, noon, set_task
from tests.factories import add_person, add_unit, belong, give_post
from tests.generated import worlds

DAY = date(2026, 6, 12)
ZONE = ZoneInfo("Asia/Shanghai")
CLOCK = Clock(datetime(2026, 6, 12, 10, tzinfo=UTC), ZONE)
places = st.integers(0, UNITS - 1)


class Offices:
    """The school's company: one department whose head sees its people, and another."""

    def __init__(self, session, school):
        self.company = add_unit(session, "示例公司", None, UnitKind.company)
        self.works = add_unit(session, "制造部", self.company, UnitKind.department)
        self.sales = add_unit(session, "销售部", self.company, UnitKind.department)
        for person, unit in (
            (school.member, self.works),
            (school.outsider, self.works),
            (school.colleague, self.sales),
        ):
            belong(session, person, unit)
        self.head = add_person(session, "head", self.works)
        give_post(session, self.head, self.works, Role.organizer)


@pytest.fixture
def offices(session, school):
    return Offices(session, school)


def ask(session, actor, unit, task, day=DAY):
    return inquiry(session, actor, unit.path, Asked(task=task.id, as_of=day), CLOCK).question


def names(session, question):
    return {row.name for row in queries.people(session, question, EVERYBODY)}


def test_a_task_of_the_party_is_reported_by_department(session, school, offices):
    course = add_course(session, school.trainer)
    task = set_task(session, [school.committee], course, by=school.admin)
    complete(session, school.outsider, course, noon(date(2026, 5, 2)))
    session.flush()
    actor = school.actor(session, offices.head)
    question = ask(session, actor, offices.works, task)
    assert names(session, question) == {school.member.name, school.outsider.name}
    counts = counted(queries.tallies(session, question))
    assert (counts.required, counts.completed) == (2, 1)


def test_a_move_between_departments_does_not_change_yesterday(session, school, offices):
    course = add_course(session, school.trainer)
    task = set_task(session, [school.committee], course, by=school.admin)
    admin = school.actor(session, school.admin)
    day = date(2026, 6, 1)
    transfer(session, admin, school.member, Joining(offices.sales.id, day, is_primary=True))
    before = ask(session, admin, offices.works, task, date(2026, 5, 31))
    after = ask(session, admin, offices.works, task, day)
    assert school.member.name in names(session, before)
    assert school.member.name not in names(session, after)
    by_branch = ask(session, admin, school.branch_a, task, day)
    assert school.member.name in names(session, by_branch)  # at home in the party as before


def test_a_head_of_department_sees_their_department_only(session, school, offices):
    actor = school.actor(session, offices.head)
    assert home_unit(session, actor) == offices.works.id
    assert [unit.id for unit in tree(session, actor)] == [offices.works.id]
    with pytest.raises(NotFound):
        place(session, actor, school.branch_a.id)
    with pytest.raises(NotFound):
        place(session, actor, offices.sales.id)


def test_who_oversees_everything_goes_from_one_tree_to_the_other(session, school, offices):
    admin = school.actor(session, school.admin)
    here = place(session, admin, school.branch_a.id)
    assert offices.company.id in [unit.id for unit in here.around]
    there = place(session, admin, offices.works.id)
    assert school.committee.id in [unit.id for unit in there.around]


def test_people_of_both_trees_are_counted_once(session, school, offices):
    """However the audience is chosen: by branch, by department, by both."""
    admin = school.actor(session, school.admin)
    both = Audience((school.branch_a.path, offices.works.path))
    only = Audience((offices.works.path,))
    assert tasks.covered(session, admin, only, DAY) == 3
    by_branch = tasks.covered(session, admin, Audience((school.branch_a.path,)), DAY)
    assert tasks.covered(session, admin, both, DAY) == by_branch + 2  # the member is in either


@given(parents=trees, folk=st.lists(st.tuples(places, st.none() | places), max_size=6), at=places)
@worlds
def test_departments_count_the_same_people(app, school, parents, folk, at):
    """Of a task for the party, a department's report lists those of its people who are asked."""
    with app.db.session(write=True) as world:
        branches, desks = grow(world, parents), grow_beside(world, parents[::-1])
        task = set_task(world, [branches[0]], add_course(world, school.trainer), by=school.admin)
        expected = set()
        for number, (home, desk) in enumerate(folk):
            person = add_person(world, f"p{number}", branches[home])
            if desk is not None:
                belong(world, person, desks[desk])
                if desks[desk].path.startswith(desks[at].path):
                    expected.add(person.name)
        grant = Grant(Role.organizer, desks[at].id, desks[at].path)
        actor = Actor(school.member.id, "head", "部长", frozenset({grant}))
        question = ask(world, actor, desks[at], task)
        assert names(world, question) == expected
        assert counted(queries.tallies(world, question)).required == len(expected)
        assert {row.standing for row in queries.people(world, question, EVERYBODY)} <= {
            Standing.not_started
        }
        for unit in world.scalars(select(OrgUnit)):
            looked = Looked(unit.path, DAY)
            shown = {row.name for row in roster.members(world, actor, looked)}
            assert shown <= expected


def test_a_report_calls_the_units_of_its_tree_by_their_name(app, session, school, offices):
    course = add_course(session, school.trainer)
    task = set_task(session, [school.committee], course, by=school.admin)
    admin = school.actor(session, school.admin)
    asked = Asked(task=task.id, as_of=DAY)
    here = place(session, admin, offices.company.id)
    with app.test_request_context():
        about = subject(session, admin, here, asked, CLOCK)
        figures = listing.figures(report(session, about, ZONE))
        listed = listing.roster(here, [], DAY)
        above = listing.roster(place(session, admin, school.committee.id), [], DAY)
    assert figures.columns[0].name == "部门"
    assert "名同志中" in figures.about[0]
    assert "部门：示例公司" in figures.about
    assert (listed.heading, listed.columns[3].name) == ("人员名册：示例公司", "部门")
    assert above.columns[3].name == "党组织"


def test_its_page_counts_what_is_below_in_the_same_words(session, school, offices, sign_in):
    session.commit()
    client = sign_in(school.admin)
    offices_page, party_page = (
        client.get(f"/branch/{unit.id}/people").text.replace("\xa0", " ")
        for unit in (offices.company, school.committee)
    )
    assert "含下属 2 个部门" in offices_page
    assert "人员名册" in offices_page
    assert "个党组织）" in party_page
