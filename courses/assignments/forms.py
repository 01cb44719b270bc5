from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final

from wtforms import (
    BooleanField,
    DateField,
    SelectMultipleField,
    StringField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length

from courses.assignments.contents import Choice, Content
from courses.assignments.exempting import Excuse
from courses.assignments.models import (
    LONGEST_PERIOD,
    LONGEST_REASON,
    LONGEST_TITLE,
    ContentKind,
)
from courses.assignments.queries import SORTS, STATES, UnitChoice, Wanted
from courses.assignments.services import Plan
from lms.people import MemberStatus, Role
from lms.people.labels import ROLES, STATUSES
from lms.web import Filters, Form, tidy
from lms.web.fields import HiddenNumber, Pick, SearchWords, choices
from lms.web.i18n import lazy_gettext as _l

STATE_WORDS: Final = {
    "open": _l("进行中"),
    "coming": _l("未开始"),
    "over": _l("已截止"),
    "withdrawn": _l("已撤回"),
}
POSTS: Final = {role: ROLES[role] for role in (Role.organizer, Role.trainer)}
FIELDS: Final = {
    ContentKind.course: "courses",
    ContentKind.quiz: "quizzes",
    ContentKind.work: "works",
}


class PlanForm(Form):
    title = StringField(
        _l("名称"), [DataRequired(), Length(max=LONGEST_TITLE)], filters=[tidy.words]
    )
    period = StringField(
        _l("时期"),
        [DataRequired(), Length(max=LONGEST_PERIOD)],
        filters=[tidy.words],
        description=_l("同一时期的任务可以合并统计，例如“2026 年第二季度”。"),
    )
    starts_on = DateField(_l("开始日期"), [InputRequired(), tidy.sensible_day])
    deadline = DateField(_l("截止日期"), [InputRequired(), tidy.sensible_day])
    is_mandatory = BooleanField(_l("必修"))
    units = SelectMultipleField(
        _l("组织"), coerce=tidy.an_id, description=_l("包括所选组织的全部下级。")
    )
    statuses = SelectMultipleField(
        _l("政治面貌"), choices=choices(STATUSES), description=_l("不选表示不限。")
    )
    roles = SelectMultipleField(
        _l("岗位"), choices=choices(POSTS), description=_l("不选表示不限岗位。")
    )
    courses = SelectMultipleField(_l("课程"), coerce=tidy.an_id)
    quizzes = SelectMultipleField(_l("测试"), coerce=tidy.an_id)
    works = SelectMultipleField(_l("著作"), coerce=tidy.an_id)

    def __init__(
        self,
        units: Sequence[UnitChoice],
        offered: Mapping[ContentKind, Iterable[Choice]],
        values: Mapping[str, object],
    ) -> None:
        super().__init__(None, **values)
        self.units.choices = [
            SelectChoice(unit.id, "\u3000" * unit.depth + unit.name) for unit in units
        ]
        for kind, name in FIELDS.items():
            self[name].choices = [SelectChoice(*choice) for choice in offered[kind]]

    def plan(self) -> Plan:
        return Plan(
            title=self.title.data,
            period=self.period.data,
            starts_on=self.starts_on.data,
            deadline=self.deadline.data,
            is_mandatory=self.is_mandatory.data,
            unit_ids=frozenset(self.units.data),
            roles=frozenset(map(Role, self.roles.data)),
            statuses=frozenset(map(MemberStatus, self.statuses.data)),
            contents=tuple(
                Content(kind, key) for kind, name in FIELDS.items() for key in self[name].data
            ),
        )


def fresh(day: date, unit_ids: list[int]) -> dict[str, object]:
    """Return what a new task begins with: from today, for members, mandatory."""
    members = [MemberStatus.full.value, MemberStatus.probationary.value]
    return {
        "starts_on": day,
        "is_mandatory": True,
        "statuses": members,
        "units": unit_ids[:1] if len(unit_ids) == 1 else [],
    }


def typed(plan: Plan) -> dict[str, object]:
    """Return a task's values as its form shows them."""
    chosen: dict[str, object] = {
        name: [item.id for item in plan.contents if item.kind is kind]
        for kind, name in FIELDS.items()
    }
    return {
        **chosen,
        "title": plan.title,
        "period": plan.period,
        "starts_on": plan.starts_on,
        "deadline": plan.deadline,
        "is_mandatory": plan.is_mandatory,
        "units": sorted(plan.unit_ids),
        "statuses": [str(status) for status in plan.statuses],
        "roles": [str(role) for role in plan.roles],
    }


class PlanFilters(Filters):
    q = SearchWords(_l("任务名称"))
    period = Pick(_l("时期"), first=_l("全部"))
    state = Pick(_l("状态"), {name: STATE_WORDS[name] for name in STATES}, first=_l("全部"))
    sort = Pick(labels=dict.fromkeys(SORTS, ""), default="deadline")

    def __init__(self, periods: Iterable[str]) -> None:
        super().__init__()
        self.period.offer({name: name for name in periods})

    def wanted(self, day: date) -> Wanted:
        return Wanted(
            day,
            words=self.q.data,
            period=self.period.data or "",
            state=self.state.data or "",
            sort=self.sort.data,
        )


class ExemptionForm(Form):
    person = HiddenNumber()
    reason = StringField(
        _l("免学原因"),
        [DataRequired(), Length(max=LONGEST_REASON)],
        filters=[tidy.words],
        description=_l("例如“长期外派，无法联网学习”。原因会出现在报表和导出的名单中。"),
    )
    from_day = DateField(
        _l("自何日起"),
        [InputRequired(), tidy.sensible_day],
        description=_l("从这一天起不再计入应学人数，此前日期的报表不变。"),
    )

    def __init__(self, day: date, person: int | None) -> None:
        super().__init__(None, from_day=day, person=person)

    def excuse(self) -> Excuse:
        return Excuse(self.person.data or 0, self.reason.data, self.from_day.data)
