"""The tree from a file: founded, renamed and moved by code, refused, taken back."""

import pytest
from sqlalchemy import select

from lms.errors import Invalid
from lms.people import Membership, OrgUnit, Tree, UnitKind
from lms.people.imports.confirming import confirm
from lms.people.imports.models import StagedUnit, Subject
from lms.people.imports.undoing import undo
from lms.people.units.services import UnitDraft, found, found_administration
from tests.lms.people.files import as_csv, checked, upload_of

HEADER = ("组织编号", "类型", "党组织")


@pytest.fixture
def admin(session, school):
    return school.actor(session, school.admin)


@pytest.fixture
def take(app, session, school, admin):
    def _take(*rows):
        source = as_csv(*rows, header=HEADER)
        kept = checked(app, session, school, source, Subject.units)
        confirm(session, admin, kept)
        session.commit()
        session.expire_all()
        return kept

    return _take


def departments(app, source, subject):
    return upload_of(app, source, subject, Tree.administration)


def tree(session):
    units = {unit.id: unit for unit in session.scalars(select(OrgUnit))}
    return {
        "/".join(units[int(one)].name for one in unit.path.strip("/").split("/"))
        for unit in units.values()
    }


def verdicts(session):
    rows = select(StagedUnit.number, StagedUnit.verdict).order_by(StagedUnit.number)
    return [verdict.value for _number, verdict in session.execute(rows)]


def test_units_are_founded_from_the_top_whatever_their_order(session, school, take):
    before = tree(session)
    take(
        ("", "", "西区党总支/丁车间党支部/二班党小组"),
        ("W1", "", "西区党总支/丁车间党支部"),
        ("W", "党总支", "示例企业党委/西区党总支"),
        ("", "", "北区党总支/甲车间党支部"),
    )
    assert verdicts(session) == ["create", "create", "create", "unchanged"]
    west = "示例企业党委/西区党总支"
    new = {west, f"{west}/丁车间党支部", f"{west}/丁车间党支部/二班党小组"}
    assert tree(session) == before | new
    group = session.scalars(select(OrgUnit).where(OrgUnit.name == "二班党小组")).one()
    assert group.kind is UnitKind.group
    assert group.path.startswith(school.committee.path)


def test_a_unit_known_by_its_code_is_renamed_and_moved_with_what_stands_under_it(
    session, school, take
):
    school.branch_a.code = "A"
    session.commit()
    take(("A", "", "南区党总支/第一党支部"), ("", "", "南区党总支/第一党支部/一班党小组"))
    assert verdicts(session) == ["move", "unchanged"]
    assert "示例企业党委/南区党总支/第一党支部/一班党小组" in tree(session)


def test_undoing_gives_the_tree_back(session, school, admin, take):
    school.branch_a.code = "A"
    session.commit()
    before = tree(session)
    kept = take(
        ("", "", "西区党总支"), ("A", "", "西区党总支/第一党支部"), ("", "", "西区党总支/新党支部")
    )
    assert tree(session) != before
    undo(session, admin, kept)
    session.commit()
    session.expire_all()
    assert tree(session) == before


def test_rows_that_do_not_fit_are_refused_with_those_under_them(app, session, school):
    rows = [
        ("", "车间", "北区党总支/丁车间党支部"),
        ("", "", "北区党总支/说不清"),
        ("", "党支部", "没有的党总支/某党支部"),
        ("", "党总支", "北区党总支/甲车间党支部/倒置党总支"),
        ("", "", "北区党总支/乙车间党支部"),
        ("", "", "北区党总支/乙车间党支部"),
        ("", "党小组", "甲车间党支部"),
    ]
    checked(app, session, school, as_csv(*rows, header=HEADER), Subject.units)
    assert verdicts(session) == [*["refused"] * 4, "unchanged", "refused", "refused"]


def test_departments_come_into_the_tree_of_the_administration(app, session, school, admin):
    found_administration(session, admin, "示例公司")
    session.commit()
    source = as_csv(
        ("D1", "", "制造部"),
        ("", "部门", "制造部/一车间"),
        ("", "党支部", "制造部/错位"),
        header=HEADER,
    )
    kept = checked(app, session, school, departments(app, source, Subject.units), Subject.units)
    assert verdicts(session) == ["create", "create", "refused"]
    before = {unit.id for unit in session.scalars(select(OrgUnit))}
    confirm(session, admin, kept)
    new = [unit for unit in session.scalars(select(OrgUnit)) if unit.id not in before]
    assert {unit.name for unit in new} == {"制造部", "一车间"}
    assert {unit.tree for unit in new} == {Tree.administration}


def test_people_come_into_departments_and_stay_in_their_branches(app, session, school, admin):
    company = found_administration(session, admin, "示例公司")
    works = found(session, admin, company, UnitDraft("制造部", UnitKind.department))
    session.commit()
    source = as_csv(("10000001", "制造部"), header=("工号", "所在部门"))
    kept = checked(app, session, school, departments(app, source, Subject.people), Subject.people)
    confirm(session, admin, kept)
    mine = select(Membership.unit_id).where(
        Membership.person_id == school.member.id, Membership.superseded_at.is_(None)
    )
    assert set(session.scalars(mine)) == {school.branch_a.id, works.id}
    undo(session, admin, kept)
    assert set(session.scalars(mine)) == {school.branch_a.id}


def test_a_file_of_departments_waits_for_the_company(app, session, school, admin):
    source = as_csv(("D1", "", "制造部"), header=HEADER)
    upload = departments(app, source, Subject.units)
    with pytest.raises(Invalid, match="行政组织"):
        checked(app, session, school, upload, Subject.units)
