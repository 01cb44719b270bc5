"""The invented enterprise: its units, about two hundred people, and who holds which post."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from lms.people import Membership, MemberStatus, OrgUnit, Person, Post, Role, UnitKind
from lms.people.passwords import hash_password

COMMITTEE = "澄湖装备集团党委（示例）"
TREE = {
    "制造一部党总支": ("一车间党支部", "二车间党支部", "热处理车间党支部", "装配车间党支部"),
    "研发中心党总支": ("结构设计室党支部", "电气设计室党支部", "试验室党支部"),
    "机关党总支": ("综合部党支部", "财务部党支部", "人力资源部党支部"),
    "供应服务党总支": ("采购部党支部", "物流部党支部", "售后服务部党支部"),
    "离退休党总支": ("东院党支部", "西院党支部"),
}
GROUPS = {
    "一车间党支部": ("一班党小组", "二班党小组"),
    "装配车间党支部": ("早班党小组", "晚班党小组"),
}
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = [
    "立新",
    "春华",
    "建平",
    "晓燕",
    "志刚",
    "秀兰",
    "文斌",
    "海燕",
    "国栋",
    "玉梅",
    "明辉",
    "丽华",
    "永康",
    "淑珍",
    "俊杰",
    "雪梅",
    "振东",
    "桂芳",
    "思远",
    "佳怡",
    "宏伟",
    "静宜",
    "德明",
    "小红",
    "少峰",
    "爱玲",
    "学军",
    "慧敏",
    "光远",
    "素琴",
    "天佑",
    "雨欣",
    "家驹",
    "月华",
    "守义",
    "兰英",
]
PER_BRANCH = (12, 14)
TERM_YEARS = 3
SEED = 20260101
# who may sign in: login, role beyond membership, title, branch of the membership
LOGINS = (
    ("member", None, "", "一车间党支部"),
    ("trainer", Role.trainer, "党校教师", "人力资源部党支部"),
    ("organizer", Role.organizer, "总支组织委员", "二车间党支部"),
    ("auditor", Role.auditor, "纪检委员", "综合部党支部"),
    ("admin", Role.admin, "系统管理员", "综合部党支部"),
)
CO_AUTHOR_HOME = "试验室党支部"
SCOPE = {"organizer": "制造一部党总支"}


@dataclass(frozen=True, slots=True)
class DemoPeople:
    """The units by name, everybody by unit id, and the five who can sign in by login."""

    units: dict[str, OrgUnit]
    members: dict[int, list[Person]]
    by_login: dict[str, Person]

    @property
    def co_author(self) -> Person:
        """Who teaches beside the demo trainer."""
        return self.members[self.units[CO_AUTHOR_HOME].id][1]


def settle_people(session: Session, password: str, today: date) -> DemoPeople:
    """Found the units and bring the people in; everybody belongs since before last year."""
    since = date(today.year - 2, 7, 1)
    units = _found(session)
    password_hash = hash_password(password)
    names = _names()
    people = DemoPeople(units, {}, {})
    for login, role, title, home in LOGINS:
        person = _admit(session, people, units[home], next(names), since)
        person.login, person.password_hash = login, password_hash
        people.by_login[login] = person
        if role:
            scope = units[SCOPE.get(login, COMMITTEE)]
            session.add(_post(person, scope, role, title, since))
    for branch in [name for branches in TREE.values() for name in branches]:
        _fill_branch(session, people, branch, names, since)
    top = people.units[COMMITTEE]
    session.add(_post(people.co_author, top, Role.trainer, "兼职教师", since))
    return people


def _found(session: Session) -> dict[str, OrgUnit]:
    units: dict[str, OrgUnit] = {}

    def _add(name: str, kind: UnitKind, parent: OrgUnit | None) -> OrgUnit:
        unit = OrgUnit(name=name, kind=kind, parent_id=parent and parent.id, path=f"/{name}/")
        unit.position = len(units)
        session.add(unit)
        session.flush()
        unit.path = f"{parent.path if parent else '/'}{unit.id}/"
        units[name] = unit
        return unit

    root = _add(COMMITTEE, UnitKind.committee, None)
    for general, branches in TREE.items():
        above = _add(general, UnitKind.general_branch, root)
        for branch in branches:
            home = _add(branch, UnitKind.branch, above)
            for group in GROUPS.get(branch, ()):
                _add(f"{branch.removesuffix('党支部')}{group}", UnitKind.group, home)
    session.flush()
    return units


def _names() -> Iterator[str]:
    chance = random.Random(SEED)  # noqa: S311  the same school at every load
    pairs = [surname + given for surname in SURNAMES for given in GIVEN]
    chance.shuffle(pairs)
    yield from pairs


def _fill_branch(
    session: Session, people: DemoPeople, branch: str, names: Iterator[str], since: date
) -> None:
    home = people.units[branch]
    groups = [unit for unit in people.units.values() if unit.parent_id == home.id]
    size = PER_BRANCH[home.id % len(PER_BRANCH)]
    for number in range(size):
        unit = groups[number % len(groups)] if groups and number > 1 else home
        person = _admit(session, people, unit, next(names), since)
        if number == 0:
            session.add(_post(person, home, Role.organizer, "支部书记", since))
        elif number == size - 1:
            person.status = MemberStatus.probationary


def _admit(session: Session, people: DemoPeople, unit: OrgUnit, name: str, since: date) -> Person:
    number = f"{sum(map(len, people.members.values())) + 1:04}"
    person = Person(login=f"cy{number}", staff_number=f"2026{number}", name=name, is_demo=True)
    session.add(person)
    session.flush()
    session.add(Membership(person_id=person.id, unit_id=unit.id, valid_from=since))
    people.members.setdefault(unit.id, []).append(person)
    return person


def _post(person: Person, unit: OrgUnit, role: Role, title: str, since: date) -> Post:
    until = since.replace(year=since.year + TERM_YEARS)
    return Post(
        person_id=person.id,
        unit_id=unit.id,
        role=role,
        title=title,
        valid_from=since,
        valid_to=until,
    )
