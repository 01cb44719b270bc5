"""The invented enterprise as its administration sees it: the same people, by department."""

from datetime import date

from sqlalchemy.orm import Session

from courses.demo.people import COMMITTEE, DemoPeople
from lms.people import Membership, OrgUnit, Tree, UnitKind

COMPANY = "澄湖装备集团（示例）"
# the departments, each with the party units whose people work there; the nearest one counts
DEPARTMENTS = {
    "制造一部": ("制造一部党总支",),
    "研发中心": ("研发中心党总支",),
    "综合管理部": ("机关党总支", COMMITTEE),
    "财务部": ("财务部党支部",),
    "供应服务部": ("供应服务党总支",),
    "离退休工作部": ("离退休党总支",),
}


def settle_departments(session: Session, people: DemoPeople, since: date) -> None:
    """Place everybody in the department that goes with their branch."""
    company = _found(session, COMPANY, UnitKind.company, None)
    desks = {
        party: department
        for name, parties in DEPARTMENTS.items()
        for department in [_found(session, name, UnitKind.department, company)]
        for party in parties
    }
    names = {unit.id: name for name, unit in people.units.items()}
    paths = {unit.id: unit.path for unit in people.units.values()}
    for unit_id, members in people.members.items():
        way = [names[int(part)] for part in reversed(paths[unit_id].strip("/").split("/"))]
        desk = next(desks[name] for name in way if name in desks)
        held = {"unit_id": desk.id, "tree": Tree.administration, "valid_from": since}
        session.add_all(Membership(person_id=person.id, **held) for person in members)
    session.flush()


def _found(session: Session, name: str, kind: UnitKind, above: OrgUnit | None) -> OrgUnit:
    unit = OrgUnit(name=name, kind=kind, parent_id=above and above.id, path=f"/{name}/")
    session.add(unit)
    session.flush()
    unit.path = f"{above.path if above else '/'}{unit.id}/"
    unit.position = unit.id
    return unit
