"""A quiz's results as a file: the same rows as on the page, in the same order."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import url_for
from sqlalchemy.orm import Session

from lms.exports import kinds
from lms.exports.kinds import Making
from lms.exports.models import Export, Format
from lms.people import Actor
from lms.sheets import Cell, write_separated, write_sheet
from lms.web.filters import moment
from lms.web.i18n import gettext as _
from lms.web.i18n import lazy_gettext as _l
from quizzes.papers.queries import managed_quiz
from quizzes.statistics import queries
from quizzes.statistics.queries import Learner, Wanted

NAME = "quiz_results"
WIDTHS = {0: 14, 1: 14, 2: 28, 3: 8, 4: 10, 5: 8, 6: 10, 7: 18}


def make(making: Making, target: Path) -> None:
    """Make the file of a quiz that its person still manages."""
    session = making.session
    quiz = managed_quiz(session, making.actor, making.export.parameters["quiz"])
    day = making.at.astimezone(making.settings.zone).date()
    rows = queries.all_learners(session, quiz.id, day, wanted_by(making.export))
    making.beat()
    if making.format is Format.csv:
        write_separated(target, _heads(), ([str(cell or "") for cell in _row(one)] for one in rows))
        return
    seen = queries.overview(session, quiz.id)
    sentence = _("%(people)s 人已交卷，%(passed)s 人通过。", people=seen.people, passed=seen.passed)
    head: list[list[Cell]] = [
        [quiz.title],
        [sentence],
        [_("数据时间：%(at)s", at=moment(making.at))],
        [],
        [*_heads()],
    ]
    target.write_bytes(write_sheet(_("成绩"), [*head, *map(_row, rows)], widths=WIDTHS))


def written(quiz_id: int, wanted: Wanted) -> dict[str, Any]:
    """Write down what was asked, without what was not."""
    asked = {"quiz": quiz_id, "q": wanted.text, "passed": wanted.is_passed, "sort": wanted.sort}
    return {name: value for name, value in asked.items() if value not in {None, ""}}


def wanted_by(export: Export) -> Wanted:
    asked = export.parameters
    return Wanted(asked.get("q", ""), asked.get("passed"), asked.get("sort", "unit"))


def demand_quiz(session: Session, actor: Actor, export: Export) -> None:
    managed_quiz(session, actor, export.parameters["quiz"])


def way_back(parameters: Mapping[str, Any]) -> str:
    return url_for("statistics.show", quiz_id=parameters["quiz"])


KIND = kinds.Kind(_l("测试成绩"), make, demand_quiz, way_back, "/teach/exports")


def _heads() -> list[str]:
    return [
        *(_("姓名"), _("工号"), _("组织"), _("次数")),
        *(_("最高分"), _("满分"), _("是否通过"), _("最近交卷")),
    ]


def _row(one: Learner) -> list[Cell]:
    return [
        one.name,
        one.staff_number,
        one.unit,
        one.attempts,
        one.mark,
        one.max_mark,
        _("通过") if one.is_passed else _("未通过"),
        moment(one.last_at),
    ]
