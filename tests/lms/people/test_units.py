from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date
from threading import Barrier

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from lms.errors import Conflict, Forbidden, Invalid, Refusal
from lms.people import Membership, OrgUnit, Post, Tree, UnitKind
from lms.people.memberships.services import Joining, join, transfer
from lms.people.policy import held_on
from lms.people.queries import primary_unit
from lms.people.units import queries, services
from lms.people.units.policy import DEEPEST, kinds_under, may_stand_under
from lms.people.units.services import UnitDraft
from tests.factories import add_unit, build_school
from tests.generated import worlds

TODAY = date(2026, 6, 12)


@pytest.fixture
def admin(session, school):
    return school.actor(session, school.admin)


def assert_tree_is_whole(session):
    """Every path leads from a root through existing parents, each of a higher order."""
    units = {unit.id: unit for unit in session.scalars(select(OrgUnit))}
    for unit in units.values():
        above = units.get(unit.parent_id)
        assert unit.path == f"{above.path if above else '/'}{unit.id}/"
        if above:
            assert may_stand_under(unit.kind, above.kind)
        assert unit.path.count("/") - 1 <= DEEPEST


def test_a_unit_is_founded_under_another(session, school, admin):
    unit = services.found(session, admin, school.branch_b, UnitDraft("二班党小组", UnitKind.group))
    assert unit.path == f"{school.branch_b.path}{unit.id}/"
    again = services.found(session, admin, school.branch_b, UnitDraft("三班党小组", UnitKind.group))
    assert again.position > unit.position


@pytest.mark.parametrize(
    ("above", "kind"),
    [
        ("branch_a", UnitKind.branch),
        ("branch_a", UnitKind.general_branch),
        ("group_a", UnitKind.group),
        ("north", UnitKind.committee),
        ("north", UnitKind.general_branch),
    ],
)
def test_nothing_stands_under_what_is_not_of_a_higher_order(session, school, admin, above, kind):
    with pytest.raises(Invalid):
        services.found(session, admin, getattr(school, above), UnitDraft("不行", kind))


def test_only_a_committee_or_a_company_is_a_root(session, school):
    session.add(OrgUnit(name="无上级党支部", kind=UnitKind.branch, path="/x/"))
    with pytest.raises(Exception, match="root_is_a_head"):
        session.flush()


def test_a_committee_has_committees_below_but_a_branch_only_groups():
    assert kinds_under(UnitKind.committee) == [kind for kind in UnitKind if kind.tree is Tree.party]
    assert kinds_under(UnitKind.branch) == [UnitKind.group]
    assert kinds_under(UnitKind.group) == []


def test_the_tree_has_a_deepest_level(session, school, admin):
    draft, above = UnitDraft("党委", UnitKind.committee), school.committee
    while above.path.count("/") - 1 < DEEPEST:
        above = services.found(session, admin, above, draft)
    with pytest.raises(Invalid):
        services.found(session, admin, above, draft)


def test_a_unit_moves_with_all_that_stands_under_it(session, school, admin):
    services.move(session, admin, school.branch_a, school.south)
    session.expire_all()
    assert school.branch_a.path == f"{school.south.path}{school.branch_a.id}/"
    assert school.group_a.path == f"{school.branch_a.path}{school.group_a.id}/"
    assert_tree_is_whole(session)


def test_a_unit_does_not_move_under_itself(session, school, admin):
    below = services.found(
        session, admin, school.committee, UnitDraft("乙党委", UnitKind.committee)
    )
    for above in (school.committee, below):
        with pytest.raises(Invalid, match="有内容"):
            services.move(session, admin, school.committee, above)


def test_siblings_change_places(session, school, admin):
    for by, order in (
        (1, ["branch_b", "branch_a"]),
        (1, ["branch_b", "branch_a"]),
        (-1, ["branch_a", "branch_b"]),
    ):
        services.shift(session, admin, school.branch_a, by)
        nodes = queries.children(session, admin, school.north, TODAY)
        assert [node.id for node in nodes] == [getattr(school, name).id for name in order]


def test_a_unit_with_people_posts_or_units_is_not_closed(session, school, admin):
    for unit in (school.branch_a, school.group_a, school.committee, school.north):
        with pytest.raises(Conflict, match="还不能撤销"):
            services.close(session, admin, unit, TODAY)
    empty = add_unit(session, "空党支部", school.north)
    services.close(session, admin, empty, TODAY)
    session.refresh(empty)
    assert not empty.is_active
    with pytest.raises(Invalid):
        services.found(session, admin, empty, UnitDraft("党小组", UnitKind.group))
    services.reopen(session, admin, empty)
    session.refresh(empty)
    assert empty.is_active


@pytest.mark.parametrize("held", [Membership, Post])
def test_who_left_does_not_keep_a_unit_open_but_who_is_coming_does(session, school, admin, held):
    empty = add_unit(session, "空党支部", school.north)
    values = {"person_id": school.member.id, "unit_id": empty.id}
    values |= {"role": "organizer", "title": "书记"} if held is Post else {"is_primary": False}
    session.add(held(**values, valid_from=date(2020, 1, 1), valid_to=TODAY))
    coming = held(**values, valid_from=date(2027, 1, 1))
    session.add(coming)
    session.flush()
    with pytest.raises(Conflict):
        services.close(session, admin, empty, TODAY)
    session.delete(coming)
    session.flush()
    services.close(session, admin, empty, TODAY)


def test_nobody_but_an_admin_touches_the_tree(session, school):
    organizer = school.actor(session, school.organizer)
    deeds = [
        lambda: services.found(session, organizer, school.north, UnitDraft("x", UnitKind.branch)),
        lambda: services.rename(session, organizer, school.north, "x"),
        lambda: services.move(session, organizer, school.branch_a, school.south),
        lambda: services.shift(session, organizer, school.branch_a, 1),
        lambda: services.close(session, organizer, school.branch_a, TODAY),
        lambda: services.reopen(session, organizer, school.branch_a),
    ]
    for deed in deeds:
        with pytest.raises(Forbidden):
            deed()


@given(moves=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=12))
@worlds
def test_whatever_is_moved_the_tree_stays_whole(session, school, admin, moves):
    with session.begin_nested() as world:
        second = services.found(
            session, admin, school.committee, UnitDraft("乙党委", UnitKind.committee)
        )
        third = services.found(session, admin, second, UnitDraft("丙党委", UnitKind.committee))
        units = [
            *school[:7],
            second,
            third,
            services.found(session, admin, third, UnitDraft("丁支部", UnitKind.branch)),
        ]
        for which, where in moves:
            with suppress(Refusal):
                services.move(session, admin, units[which], units[where])
            session.expire_all()
            assert_tree_is_whole(session)
        world.rollback()
    session.expire_all()


def test_two_crossing_moves_at_once_make_no_ring(committed_app):
    with committed_app.db.session(write=True) as session:
        school = build_school(session)
        admin = school.actor(session, school.admin)
        twins = [add_unit(session, name, school.committee, UnitKind.committee) for name in "甲乙"]
        session.commit()
    start = Barrier(2)

    def _move(what, where):
        with committed_app.db.session(write=True) as session:
            unit, above = session.get_one(OrgUnit, what.id), session.get_one(OrgUnit, where.id)
            session.rollback()  # both have looked before either begins
            start.wait()
            with suppress(Refusal):
                services.move(session, admin, unit, above)
                session.commit()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(_move, twins, reversed(twins)))
    with committed_app.db.session(write=False) as session:
        assert_tree_is_whole(session)


def test_the_page_of_the_tree_takes_the_same_queries_however_many_units(
    session, school, admin, count_queries
):
    def _count():
        with count_queries() as seen:
            branches = queries.tree(session, admin, Tree.party, TODAY)
        return len(seen), branches

    few, _branches = _count()
    for n in range(1000):
        add_unit(session, f"第{n}党支部", school.south)
    many, branches = _count()
    assert many == few == 1
    shown = [branch.node.name for branch in branches[0].children]
    assert shown == ["北区党总支", "南区党总支"]
    assert branches[0].children[1].children == []  # a thousand branches are on a page of their own


def test_the_administration_has_a_tree_of_its_own(session, school, admin):
    company = services.found_administration(session, admin, "示例公司")
    office = services.found(session, admin, company, UnitDraft("综合部", UnitKind.department))
    assert office.tree is company.tree is Tree.administration
    assert office.path.startswith(company.path)
    with pytest.raises(Conflict):
        services.found_administration(session, admin, "另一公司")
    with pytest.raises(Invalid):
        services.found(session, admin, company, UnitDraft("错位支部", UnitKind.branch))
    with pytest.raises(Invalid):
        services.move(session, admin, office, school.north)


def test_a_person_belongs_to_one_unit_of_each_tree(session, school, admin):
    company = services.found_administration(session, admin, "示例公司")
    office, plant = (
        services.found(session, admin, company, UnitDraft(name, UnitKind.department))
        for name in ("综合部", "制造部")
    )
    since = date(2026, 6, 1)
    transfer(session, admin, school.member, Joining(office.id, since, is_primary=True))
    with pytest.raises(Invalid):
        join(session, admin, school.member, Joining(plant.id, since, is_primary=True))
    moved = date(2026, 6, 10)
    transfer(session, admin, school.member, Joining(plant.id, moved, is_primary=True))
    day = date(2026, 6, 11)
    held = select(Membership.unit_id).where(
        Membership.person_id == school.member.id, Membership.is_primary, held_on(Membership, day)
    )
    assert set(session.scalars(held)) == {school.branch_a.id, plant.id}
    assert primary_unit(session, school.member.id, day).id == school.branch_a.id


def test_the_database_keeps_the_trees_apart(session, school, admin):
    company = services.found_administration(session, admin, "示例公司")
    astray = OrgUnit(
        name="错位部门", kind=UnitKind.department, parent_id=school.north.id, path="/astray/"
    )
    for wrong in (
        astray,
        Membership(person_id=school.member.id, unit_id=company.id, valid_from=date(2026, 6, 1)),
    ):
        point = session.begin_nested()
        session.add(wrong)
        with pytest.raises(IntegrityError):
            session.flush()
        point.rollback()
