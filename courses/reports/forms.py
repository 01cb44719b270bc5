from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from wtforms import DateField, SearchField, SelectField

from courses.assignments.models import LONGEST_PERIOD
from courses.reports.asking import Asked, CourseOffer, Offer, first_choice
from courses.reports.queries import Narrow
from courses.reports.standing import Standing
from courses.reports.words import STANDINGS
from lms.people.labels import Choices, choices
from lms.web import Filters, tidy
from lms.web.i18n import lazy_gettext as _l

ALL: Final = "all"
BY_NEED, IN_ORDER = "need", "org"


def _task(value: object) -> int | str | None:
    return ALL if value == ALL else tidy.an_id(value)


class ReportFilters(Filters):
    """What a report's address asks for. Where it names nothing, the task that matters now."""

    task = SelectField(_l("学习任务"), coerce=_task)
    course = SelectField(_l("课程"), coerce=tidy.an_id)
    period = SelectField(_l("时期"))
    as_of = DateField(_l("截至日期"))
    sort = SelectField(choices=[BY_NEED, IN_ORDER], default=BY_NEED)

    def offer(self, offered: Sequence[Offer], courses: Iterable[CourseOffer]) -> None:
        """Take in what there is to choose."""
        periods = dict.fromkeys(item.period for item in offered)
        self.course.choices = _with_any((item.id, item.title) for item in courses)
        self.period.choices = _with_any((name, name) for name in periods)

    def asked(self, offered: Sequence[Offer], day: date) -> Asked:
        task = self.task.data
        if not (task or self.course.data or self.period.data):
            task = first_choice(offered, day)
        return Asked(
            task=task if isinstance(task, int) else None,
            course=self.course.data,
            period=(self.period.data or "")[:LONGEST_PERIOD],
            as_of=self.as_of.data,
        )


def _with_any(options: Iterable[tuple[object, str]]) -> Choices:
    return [("", _l("全部")), *((str(value), words) for value, words in options)]


class PeopleFilters(ReportFilters):
    """Which people of a report to list."""

    state = SelectField(
        _l("状态"), choices=choices(STANDINGS, first=_l("全部")), coerce=tidy.optional(Standing)
    )
    q = SearchField(_l("姓名或工号"), filters=[tidy.words])
    own = SelectField(choices=["", "1"])

    def narrow(self, unit_id: int) -> Narrow:
        return Narrow(
            standing=self.state.data,
            words=self.q.data or "",
            own_unit=unit_id if self.own.data else None,
        )
