"""Which columns a file of people or units may have, and what they are called in the wild."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from enum import StrEnum

from lms.people.imports.models import Subject


class Column(StrEnum):
    staff_number = "staff_number"
    login = "login"
    name = "name"
    status = "status"
    unit = "unit"
    since = "since"
    mail = "mail"
    kind = "kind"
    code = "code"


KNOWN_AS: Mapping[Subject, Mapping[Column, Sequence[str]]] = {
    Subject.people: {
        Column.staff_number: (
            *("工号", "员工编号", "职工编号", "人员编号", "员工号", "职工号", "编号"),
            *("staff number", "staff no", "employee id", "employee number"),
        ),
        Column.login: ("登录名", "账号", "帐号", "用户名", "登录账号", "login", "user name"),
        Column.name: ("姓名", "党员姓名", "人员姓名", "名字", "name", "full name"),
        Column.status: ("政治面貌", "党员类别", "人员类别", "身份", "status", "member status"),
        Column.unit: (
            *("党组织", "所在党组织", "所属党组织", "党组织名称", "所在党支部", "所属党支部"),
            *("党支部", "支部", "组织", "unit", "organisation", "organization"),
            *("部门", "所在部门", "所属部门", "部门名称", "单位", "department"),
        ),
        Column.since: (
            *("隶属日期", "隶属开始", "隶属时间", "转入日期", "转入时间", "进入党支部日期"),
            *("since", "valid from"),
        ),
        Column.mail: ("邮箱", "电子邮箱", "电子邮件", "邮件地址", "email", "mail"),
    },
    Subject.units: {
        Column.unit: (
            *("党组织", "党组织名称", "党组织全称", "全称", "名称", "组织名称", "组织路径"),
            *("部门", "部门名称", "部门全称", "单位"),
            *("unit", "path", "name"),
        ),
        Column.kind: ("类型", "党组织类型", "组织类型", "类别", "党组织类别", "kind", "type"),
        Column.code: (
            *("组织编号", "党组织编号", "党组织代码", "党组织编码", "编号", "代码", "编码"),
            *("部门编号", "部门代码", "部门编码", "code"),
        ),
    },
}
# A file that says who or what each row is about can be compared: the rest is asked of new rows.
NEEDED: Mapping[Subject, frozenset[Column]] = {
    Subject.people: frozenset({Column.staff_number, Column.login}),
    Subject.units: frozenset({Column.unit}),
}
REMARK = re.compile(r"\(.*?\)|\[.*?\]|[\s*:_.-]")


def recognised(subject: Subject, header: Sequence[str]) -> dict[str, int]:
    """Return which column is which by its name; of two with the same meaning the first."""
    found: dict[str, int] = {}
    names = _names(subject)
    for at, words in enumerate(header):
        column = names.get(_plain(words))
        if column is not None:
            found.setdefault(column, at)
    return found


def is_enough(subject: Subject, columns: Mapping[str, int]) -> bool:
    return bool(NEEDED[subject] & columns.keys())


def _names(subject: Subject) -> dict[str, Column]:
    known = KNOWN_AS[subject]
    return {_plain(name): column for column, names in known.items() for name in names}


def _plain(words: str) -> str:
    """Leave out what people add to a name: 姓名（必填）, *姓名, Staff_Number."""
    return REMARK.sub("", unicodedata.normalize("NFKC", words).casefold())
