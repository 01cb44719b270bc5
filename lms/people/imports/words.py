"""How imports are called on screen."""

from typing import Any

from lms.people.imports.columns import Column
from lms.people.imports.models import Outcome, State, Subject, Verdict
from lms.web.i18n import gettext
from lms.web.i18n import lazy_gettext as _l

SUBJECTS = {Subject.people: _l("人员"), Subject.units: _l("组织架构")}
COLUMNS: dict[str, Any] = {
    Column.staff_number: _l("工号"),
    Column.login: _l("登录名"),
    Column.name: _l("姓名"),
    Column.status: _l("政治面貌"),
    Column.unit: _l("组织"),
    Column.since: _l("隶属日期"),
    Column.mail: _l("邮箱"),
    Column.kind: _l("类型"),
    Column.code: _l("组织编号"),
}
STATES = {
    State.uploaded: _l("待确认列"),
    State.checking: _l("检查中"),
    State.ready: _l("待确认导入"),
    State.confirmed: _l("已导入"),
    State.undone: _l("已撤销"),
}
VERDICTS = {
    Verdict.create: _l("新增"),
    Verdict.update: _l("修改"),
    Verdict.move: _l("调动"),
    Verdict.unchanged: _l("没有变化"),
    Verdict.refused: _l("不能导入"),
}
OUTCOMES = {
    Outcome.removed: _l("已删除"),
    Outcome.restored: _l("已恢复原样"),
    Outcome.closed: _l("已停用账号"),
    Outcome.left: _l("保持现状"),
}


def refusal(item: dict[str, Any]) -> str:
    """Say what is wrong with a row."""
    return gettext(item["message"], **item["values"])
