"""A small school that obeys every rule: three levels of units, people in every role."""

from datetime import date
from functools import cache
from typing import NamedTuple

from sqlalchemy.orm import Session

from lms.config import ZONE
from lms.db import today
from lms.people import Actor, Membership, OrgUnit, Person, Post, Role, UnitKind
from lms.people.passwords import hash_password
from lms.people.queries import actor_of

FOUNDED = date(2020, 1, 1)
PASSWORD = "correct horse battery"


@cache
def password_hash() -> str:
    """Hash PASSWORD once: it takes longer than all the rest of a school."""
    return hash_password(PASSWORD)


class School(NamedTuple):
    """committee > (north: branch_a > group_a, branch_b) and (south: branch_c).

    `organizer` is the organizer of north, `auditor` audits it; `outsider` belongs to branch_c in
    the south. `trainer` and `admin` hold their posts at the committee.
    """

    committee: OrgUnit
    north: OrgUnit
    south: OrgUnit
    branch_a: OrgUnit
    branch_b: OrgUnit
    branch_c: OrgUnit
    group_a: OrgUnit
    member: Person
    colleague: Person
    outsider: Person
    trainer: Person
    other_trainer: Person
    organizer: Person
    auditor: Person
    admin: Person

    def actor(self, session: Session, person: Person) -> Actor:
        """Return the person as services want them: with what their posts grant today."""
        return actor_of(session, person, today(ZONE))


def add_unit(
    session: Session, name: str, parent: OrgUnit | None = None, kind: UnitKind = UnitKind.branch
) -> OrgUnit:
    unit = OrgUnit(name=name, kind=kind, parent_id=parent.id if parent else None, path="/new/")
    session.add(unit)
    session.flush()
    unit.path = f"{parent.path if parent else '/'}{unit.id}/"
    session.flush()
    return unit


def add_person(session: Session, login: str, unit: OrgUnit | None = None, **values) -> Person:
    person = Person(login=login, name=values.pop("name", f"{login}同志"), **values)
    session.add(person)
    session.flush()
    if unit:
        belong(session, person, unit)
    return person


def belong(session: Session, person: Person, unit: OrgUnit) -> None:
    """Let somebody belong primarily to a unit of either tree, beside what they have in the other."""
    held = {"person_id": person.id, "unit_id": unit.id, "tree": unit.tree}
    session.add(Membership(**held, valid_from=FOUNDED))
    session.flush()


def give_post(
    session: Session, person: Person, unit: OrgUnit, role: Role, title: str = "岗位"
) -> Post:
    post = Post(person_id=person.id, unit_id=unit.id, role=role, title=title, valid_from=FOUNDED)
    session.add(post)
    session.flush()
    return post


def add_staff(session: Session, login: str, home: OrgUnit, scope: OrgUnit, role: Role) -> Person:
    person = add_person(session, login, home)
    give_post(session, person, scope, role)
    return person


def build_school(session: Session, committee: OrgUnit | None = None) -> School:
    """Plant the school, below the root that there is or a new one."""
    committee = committee or add_unit(session, "示例企业党委", None, UnitKind.committee)
    north = add_unit(session, "北区党总支", committee, UnitKind.general_branch)
    south = add_unit(session, "南区党总支", committee, UnitKind.general_branch)
    branch_a = add_unit(session, "甲车间党支部", north)
    branch_b = add_unit(session, "乙车间党支部", north)
    branch_c = add_unit(session, "丙车间党支部", south)
    group_a = add_unit(session, "一班党小组", branch_a, UnitKind.group)
    member = add_person(
        session, "member", branch_a, staff_number="10000001", password_hash=password_hash()
    )
    school = School(
        committee=committee,
        north=north,
        south=south,
        branch_a=branch_a,
        branch_b=branch_b,
        branch_c=branch_c,
        group_a=group_a,
        member=member,
        colleague=add_person(session, "colleague", group_a),
        outsider=add_person(session, "outsider", branch_c),
        trainer=add_staff(session, "trainer", branch_b, committee, Role.trainer),
        other_trainer=add_staff(session, "trainer2", branch_b, committee, Role.trainer),
        organizer=add_staff(session, "organizer", branch_a, north, Role.organizer),
        auditor=add_staff(session, "auditor", branch_c, north, Role.auditor),
        admin=add_staff(session, "admin", committee, committee, Role.admin),
    )
    session.commit()
    return school
