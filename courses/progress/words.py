"""Rules and what is missing, in words: one source for pages and programs."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from courses.catalogue.models import LessonKind
from courses.progress.explanations import Explanation
from courses.progress.rules import Rule, RuleKind, Verdict
from lms.web.filters import plain, unit
from lms.web.i18n import gettext as _
from lms.web.i18n import lazy_gettext as _l

MINUTE = 60
EXACT_BELOW = 10 * MINUTE
WHOLE = Decimal(1)

Words = Mapping[LessonKind, Any]

OF_QUIZ: Mapping[RuleKind, Any] = {
    RuleKind.passed: _l("测试及格"),
    RuleKind.handed_in: _l("完成测试并交卷"),
}
OF_WHOLE: Words = {
    LessonKind.video: _l("看完全部内容"),
    LessonKind.document: _l("看完全部页面"),
    LessonKind.reading: _l("读完全文"),
}
OF_SHARE: Words = {
    LessonKind.video: _l("看满时长的 %(share)s%%"),
    LessonKind.document: _l("看完 %(share)s%% 的页面"),
    LessonKind.reading: _l("读完全文的 %(share)s%%"),
}
HAVE: Words = {
    LessonKind.video: _l("已计 %(amount)s"),
    LessonKind.document: _l("已看 %(amount)s 页"),
    LessonKind.reading: _l("已读 %(amount)s 段"),
}
MISSING: Words = {
    LessonKind.video: _l("还需观看 %(amount)s"),
    LessonKind.document: _l("还需看 %(amount)s 页"),
    LessonKind.reading: _l("还需读 %(amount)s 段"),
}


def rule_words(rule: Rule, kind: LessonKind) -> str:
    """Say what completes a lesson: 看满时长的 90%."""
    if kind is LessonKind.quiz:
        return str(OF_QUIZ[rule.kind])
    if rule.share == WHOLE:
        return str(OF_WHOLE[kind])
    return str(OF_SHARE[kind]) % {"share": plain(rule.share * 100)}


def have_words(told: Explanation) -> str:
    """Say how far somebody is: 已计 16 分钟. Empty before the first fact."""
    verdict, kind = told.verdict, told.lesson.kind
    if not verdict.is_begun:
        return ""
    if kind is LessonKind.quiz:
        return _have_of_quiz(told.rule, verdict)
    return str(HAVE[kind]) % {"amount": _amount(kind, verdict.have)}


def _have_of_quiz(rule: Rule, verdict: Verdict) -> str:
    if rule.kind is RuleKind.passed and verdict.have:
        return str(_("最好成绩 %(mark)s 分", mark=plain(verdict.have)))
    return str(_("已交卷"))


def missing_words(told: Explanation) -> str:
    """Say what is still missing: 还需观看 11 分钟. Empty when the lesson is complete."""
    verdict, kind = told.verdict, told.lesson.kind
    if told.is_complete:
        return ""
    if kind is LessonKind.quiz:
        return _missing_of_quiz(told.rule, verdict)
    if not verdict.need:
        return str(_("内容还没有准备好"))
    return str(MISSING[kind]) % {"amount": _amount(kind, verdict.left)}


def _missing_of_quiz(rule: Rule, verdict: Verdict) -> str:
    if rule.kind is RuleKind.passed:
        return str(_("还没有及格，及格线 %(mark)s 分", mark=plain(verdict.need)))
    return str(_("还没有交卷"))


def _amount(kind: LessonKind, amount: Decimal) -> str:
    return length(amount) if kind is LessonKind.video else plain(amount)


def length(milliseconds: Decimal) -> str:
    """Write a length of film as the player does: short ones to the second."""
    seconds = round(milliseconds / 1000)
    minutes, rest = divmod(seconds, MINUTE)
    if seconds < MINUTE:
        return unit(seconds, _("秒"))
    if seconds < EXACT_BELOW and rest:
        return str(_("%(m)s 分 %(s)s 秒", m=minutes, s=rest))
    return unit(round(seconds / MINUTE), _("分钟"))
