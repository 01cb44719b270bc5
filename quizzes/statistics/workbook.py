"""A quiz's results as a workbook: the page's sentence at its head, then the same rows."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from lms.sheets import Cell, write_sheet
from lms.web.i18n import gettext as _
from quizzes.papers.models import Quiz
from quizzes.statistics.queries import Learner, Overview

WIDTHS = {0: 14, 1: 14, 2: 28, 3: 8, 4: 10, 5: 8, 6: 10, 7: 18}


def results_workbook(
    quiz: Quiz, seen: Overview, learners: Sequence[Learner], at: datetime, zone: ZoneInfo
) -> bytes:
    local = at.astimezone(zone).replace(tzinfo=None)
    sentence = _("%(people)s 人已交卷，%(passed)s 人通过。", people=seen.people, passed=seen.passed)
    head: list[list[Cell]] = [
        [quiz.title],
        [sentence],
        [_("数据时间：%(at)s", at=local.isoformat(" ", "minutes"))],
        [],
        [
            _("姓名"),
            _("工号"),
            _("党组织"),
            _("次数"),
            _("最高分"),
            _("满分"),
            _("是否通过"),
            _("最近交卷"),
        ],
    ]
    return write_sheet(_("成绩"), [*head, *(_row(one, zone) for one in learners)], widths=WIDTHS)


def _row(one: Learner, zone: ZoneInfo) -> list[Cell]:
    return [
        one.name,
        one.staff_number,
        one.unit,
        one.attempts,
        one.mark,
        one.max_mark,
        _("通过") if one.is_passed else _("未通过"),
        one.last_at.astimezone(zone).replace(tzinfo=None),
    ]
