"""The sentences of a report, the same on its page and in its exported file."""

from datetime import date

from courses.assignments.models import Assignment
from courses.assignments.standing import Standing
from courses.reports.counts import Counts, Pace
from courses.reports.kinds import Kind
from courses.reports.queries import Account, Row
from courses.reports.report import Report, Subject
from courses.reports.units import Place
from lms.notices.models import LONGEST_TITLE
from lms.notices.words import PLACES
from lms.people import Tree
from lms.people.labels import UNITS
from lms.web import filters
from lms.web.i18n import gettext as _
from lms.web.i18n import lazy_gettext as _l

STANDINGS = {
    Standing.completed: _l("已完成"),
    Standing.in_progress: _l("学习中"),
    Standing.not_started: _l("未开始"),
    Standing.exempt: _l("免学"),
    Standing.voluntary: _l("自愿学习"),
}
KINDS = {
    Kind.completion: _l("学习完成情况"),
    Kind.people: _l("人员名单"),
    Kind.roster: _l("党员名册"),
    Kind.certificates: _l("结业证书"),
}


def lede(counts: Counts, tree: Tree, start: str = "", end: str = "") -> str:
    """Say the figure that matters; `start` and `end` stand round what a page puts forward."""
    if not counts.required:
        return _("目前没有应学的同志。")
    told = {
        Tree.party: "%(required)s名党员中，%(start)s%(completed)s已完成%(end)s，完成率 %(rate)s",
        Tree.administration: (
            "%(required)s名同志中，%(start)s%(completed)s已完成%(end)s，完成率 %(rate)s"
        ),
    }
    return _(
        told[tree],
        required=filters.unit(counts.required, ""),
        completed=filters.unit(counts.completed, _("人")),
        rate=filters.percent(counts.completed, counts.required),
        start=start,
        end=end,
    )


def rest(counts: Counts, pace: Pace | None) -> str:
    """Say the other figures, how much time is left, and how that compares with an even pace."""
    parts = []
    if counts.required:
        doing, todo = (filters.unit(n, _("人")) for n in (counts.in_progress, counts.not_started))
        parts.append(_("%(doing)s学习中，%(todo)s未开始。", doing=doing, todo=todo))
    if counts.exempt:
        parts.append(_("另有 %(count)s免学。", count=filters.unit(counts.exempt, _("人"))))
    if pace:
        parts += [time_left(pace), against(counts, pace)]
    return "".join(parts)


def beside(counts: Counts) -> str:
    """Say who studies though nobody asked; in no figure."""
    if not counts.voluntary:
        return ""
    count = filters.unit(counts.voluntary, _("人"))
    return _("%(count)s不在任务范围内，自愿学习，不计入应学和完成率。", count=count)


def time_left(pace: Pace) -> str:
    if pace.day < pace.starts_on:
        return _("%(day)s开始。", day=filters.day(pace.starts_on))
    if pace.days_left < 0:
        return _("已于 %(day)s截止。", day=filters.day(pace.deadline))
    if pace.days_left == 0:
        return _("当日截止。")
    day, left = filters.day(pace.deadline), filters.unit(pace.days_left, _("天"))
    return _("%(day)s截止，还有 %(left)s。", day=day, left=left)


def against(counts: Counts, pace: Pace) -> str:
    """Compare with an even pace, while there is time left and somebody to compare."""
    if not counts.required or not pace.starts_on <= pace.day <= pace.deadline:
        return ""
    ahead = round(100 * counts.share - pace.elapsed)
    if ahead == 0:
        return _("与按时进度持平。")
    points = filters.unit(abs(ahead), _("个百分点"))
    if ahead > 0:
        return _("比按时进度快 %(points)s。", points=points)
    return _("比按时进度慢 %(points)s。", points=points)


def curve_label(report: Report) -> str:
    """Say what the curve draws, for those who cannot see it."""
    whole = report.total.required
    told = _("，").join(
        f"{filters.day(day)} {filters.percent(people, whole)}" for day, people in report.points
    )
    pace = report.subject.pace
    elapsed = round(pace.elapsed) if pace else 0
    return _("累计完成率：%(points)s；同日参考进度 %(elapsed)s%%", points=told, elapsed=elapsed)


def reason(account: Account) -> str:
    """Say why somebody may not have started, as far as the school knows."""
    if not account.is_active:
        return _("账号已停用")
    if not account.has_password:
        return _("账号未激活")
    if account.signed_in_at is None:
        return _("从未登录")
    return _("%(day)s登录过", day=filters.day(account.signed_in_at))


def heading(subject: Subject) -> str:
    return _("学习完成情况：%(title)s", title=subject.title)


def people_heading(subject: Subject) -> str:
    return _("人员名单：%(title)s", title=subject.title)


def about(subject: Subject) -> list[str]:
    """Say what the figures are about: whose, which tasks, as of when."""
    day, moment = filters.day(subject.question.day), filters.moment(subject.generated_at)
    tasks = _("、").join(task.title for task in subject.tasks)
    return [
        whose(subject.place),
        _("学习任务：%(tasks)s", tasks=tasks),
        _("截至 %(day)s，数据时间 %(moment)s", day=day, moment=moment),
    ]


def whose(here: Place) -> str:
    """Name a unit by the way down to it."""
    names = " / ".join(unit.name for unit in [*here.above, here.unit])
    if here.unit.tree is Tree.administration:
        return _("部门：%(names)s", names=names)
    return _("党组织：%(names)s", names=names)


def line(row: Row) -> str:
    """Name a line of the report."""
    return _("%(name)s（本级）", name=row.unit.name) if row.is_own else row.unit.name


def figure_columns(tree: Tree) -> list[str]:
    return [
        str(UNITS[tree]),
        _("完成率"),
        _("应学"),
        _("已完成"),
        _("学习中"),
        _("未开始"),
        _("免学"),
    ]


def figures(counts: Counts) -> list[int]:
    """Return the numbers of a line, in the order of its columns."""
    return [
        counts.required,
        counts.completed,
        counts.in_progress,
        counts.not_started,
        counts.exempt,
    ]


def name_columns(tree: Tree) -> list[str]:
    return [
        _("姓名"),
        _("工号"),
        str(UNITS[tree]),
        _("状态"),
        _("已完成项数"),
        _("完成时间"),
        _("免学原因"),
    ]


def reminder_title(task: Assignment) -> str:
    return _("学习提醒：%(title)s", title=task.title)[:LONGEST_TITLE]


def reminder_text(task: Assignment, day: date) -> str:
    """Propose what a reminder says; the places in braces are filled for each reader."""
    values = {"title": task.title, "day": filters.day(task.deadline), **PLACES}
    if task.deadline < day:
        return _(
            "%(name)s同志：“%(title)s”已于 %(day)s截止，您还有 %(left)s 项未完成，请尽快补学。"
            "如有困难请联系支部。",
            **values,
        )
    return _(
        "%(name)s同志：“%(title)s” %(day)s截止，您还有 %(left)s 项未完成。如有困难请联系支部。",
        **values,
    )
