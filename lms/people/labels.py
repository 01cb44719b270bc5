"""How roles, kinds and statuses are called on screen."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from flask import Flask
from wtforms.fields.choices import SelectChoice

from lms.people.models import MemberStatus, Tree, UnitKind
from lms.people.roles import Role
from lms.people.units.queries import Option
from lms.web import filters
from lms.web.fields import Choices
from lms.web.i18n import lazy_gettext as _l

ROLES = {
    Role.member: _l("学员"),
    Role.trainer: _l("教师"),
    Role.organizer: _l("组织员"),
    Role.admin: _l("系统管理员"),
    Role.auditor: _l("监督员"),
}
KINDS = {
    UnitKind.committee: _l("党委"),
    UnitKind.general_branch: _l("党总支"),
    UnitKind.branch: _l("党支部"),
    UnitKind.group: _l("党小组"),
    UnitKind.company: _l("公司"),
    UnitKind.department: _l("部门"),
}
TREES = {Tree.party: _l("党组织"), Tree.administration: _l("行政组织")}
UNITS = {Tree.party: _l("党组织"), Tree.administration: _l("部门")}  # what stands in a tree
STATUSES = {
    MemberStatus.full: _l("正式党员"),
    MemberStatus.probationary: _l("预备党员"),
    MemberStatus.candidate: _l("发展对象"),
    MemberStatus.activist: _l("入党积极分子"),
    MemberStatus.applicant: _l("入党申请人"),
    MemberStatus.none: _l("群众"),
}


def unit_choices(units: Iterable[Option], *, first: Any) -> Choices:
    """Return the options of a select field for a unit, set in by their depth."""
    return [SelectChoice("", first), *(SelectChoice(item.id, item.label) for item in units)]


def unit_names(units: Iterable[Option]) -> dict[int, str]:
    return {item.id: item.label for item in units}


def last_day(valid_to: date) -> str:
    """Write the last day on which something held that ends before `valid_to`."""
    return filters.day(valid_to - timedelta(days=1))


def install(app: Flask) -> None:
    app.jinja_env.filters.update(
        tree=TREES.__getitem__,
        unit_of=UNITS.__getitem__,
        role=ROLES.__getitem__,
        kind=KINDS.__getitem__,
        status=STATUSES.__getitem__,
        last_day=last_day,
    )
