from collections.abc import Sequence
from datetime import date
from typing import Final

from wtforms import (
    DateField,
    HiddenField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Length, Regexp

from courses.assignments.models import LONGEST_PERIOD
from courses.assignments.standing import Standing
from courses.reports.asking import Asked, CourseOffer, Offer, first_choice
from courses.reports.kinds import Kind
from courses.reports.queries import Narrow
from courses.reports.reminders import STATES
from courses.reports.words import KINDS, STANDINGS
from lms.exports.models import Format
from lms.exports.words import FORMATS
from lms.notices.models import LONGEST_BODY, LONGEST_TITLE
from lms.notices.services.sending import PAGE_KEY, Draft
from lms.web import Filters, Form, tidy
from lms.web.fields import Pick, SearchWords, choices
from lms.web.i18n import lazy_gettext as _l

ALL: Final = "all"
BY_NEED, IN_ORDER = "need", "org"


def _task(value: object) -> int | str | None:
    return ALL if value == ALL else tidy.an_id(value)


class ReportFilters(Filters):
    """What a report's address asks for. Where it names nothing, the task that matters now."""

    task = SelectField(_l("学习任务"), coerce=_task)
    course = Pick(_l("课程"), first=_l("全部"))
    period = Pick(_l("时期"), first=_l("全部"))
    as_of = DateField(_l("截至日期"))
    sort = Pick(labels={BY_NEED: "", IN_ORDER: ""}, default=BY_NEED)

    def __init__(self, offered: Sequence[Offer], courses: Sequence[CourseOffer]) -> None:
        super().__init__()
        self.offered = offered
        self.courses = courses
        self.course.offer({item.id: item.title for item in courses})
        self.period.offer({item.period: item.period for item in offered})

    @property
    def by_period(self) -> list[tuple[str, list[Offer]]]:
        """Return the tasks by their period, the latest first."""
        periods: dict[str, list[Offer]] = {}
        for item in self.offered:
            periods.setdefault(item.period, []).append(item)
        return list(periods.items())

    @property
    def is_plain(self) -> bool:
        """Nothing is asked for by name."""
        return not (self.task.data or self.course.data or self.period.data)

    def asked(self, day: date) -> Asked:
        """Return what is asked. A task that the chosen period or course leaves out gives way."""
        task = first_choice(self.offered, day) if self.is_plain else self.task.data
        period = (self.period.data or "")[:LONGEST_PERIOD]
        return Asked(
            task=task if isinstance(task, int) and self._fits(task, period) else None,
            course=self.course.data,
            period=period,
            as_of=self.as_of.data,
        )

    def _fits(self, task: int, period: str) -> bool:
        periods = {item.id: item.period for item in self.offered}
        holders = {item.id: item.tasks for item in self.courses}
        course = self.course.data
        in_period = not period or periods.get(task, period) == period
        return in_period and (not course or task in holders.get(course, {task}))


class PeopleFilters(ReportFilters):
    """Which people of a report to list."""

    state = Pick(_l("状态"), STANDINGS, first=_l("全部"))
    q = SearchWords(_l("姓名或工号"))
    own = Pick(labels={"1": ""}, first="")

    def narrow(self, unit_id: int) -> Narrow:
        return Narrow(
            standing=self.state.data,
            words=self.q.data,
            own_unit=unit_id if self.own.data else None,
        )


class ExportForm(Form):
    """Which report somebody wants, and as which file: each file has a button of its own."""

    report = SelectField(choices=choices(KINDS), default=Kind.completion)
    format = SelectField(choices=choices(FORMATS), default=Format.xlsx)


class ReminderFilters(Filters):
    """Who is reminded: by how they stand with the task."""

    state = Pick(labels={state: STANDINGS[state] for state in STATES}, default=Standing.not_started)


class ReminderForm(Form):
    title = StringField(
        _l("标题"), [DataRequired(), Length(max=LONGEST_TITLE)], filters=[tidy.words]
    )
    body = TextAreaField(
        _l("内容"),
        [DataRequired(), Length(max=LONGEST_BODY)],
        description=_l("{姓名} 和 {未完成项数} 发送时换成每个人自己的。"),
    )
    key = HiddenField(validators=[Regexp(PAGE_KEY)])

    def __init__(self, **values: object) -> None:
        super().__init__(None, **values)

    def draft(self) -> Draft:
        return Draft(
            title=self.title.data,
            body=self.body.data.replace("\r\n", "\n").strip(),
            link="/",
            key=self.key.data,
        )
