"""What completes a lesson, as data: {"kind": "watched", "share": "0.90"}.

A rule is kept with the lesson of each version, so changing the default changes nothing that was
published. Evidence is what the lower floors know; a verdict is what a rule makes of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_UP, Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, NamedTuple

from courses.catalogue.models import LessonKind
from lms.errors import FieldError, Invalid


class RuleKind(StrEnum):
    watched = "watched"
    read = "read"
    passed = "passed"
    handed_in = "handed_in"


ALLOWED: Mapping[LessonKind, tuple[RuleKind, ...]] = {
    LessonKind.video: (RuleKind.watched,),
    LessonKind.document: (RuleKind.read,),
    LessonKind.quiz: (RuleKind.passed, RuleKind.handed_in),
    LessonKind.reading: (RuleKind.read,),
}
SHARED = (RuleKind.watched, RuleKind.read)


class Evidence(NamedTuple):
    """What is known of one person and one subject.

    `have` of `whole`: milliseconds of a film, pages of a document, passages of a work; for a quiz
    the best mark and the pass mark, with `times` handed in.
    """

    have: Decimal = Decimal(0)
    whole: Decimal = Decimal(0)
    times: int = 0
    is_passed: bool = False

    @property
    def is_begun(self) -> bool:
        return self.have > 0 or self.times > 0


NOTHING = Evidence()


class Verdict(NamedTuple):
    """Whether a rule is met, and how far it is: `have` of `need`."""

    is_begun: bool
    is_complete: bool
    have: Decimal
    need: Decimal

    @property
    def left(self) -> Decimal:
        return max(self.need - self.have, Decimal(0))


@dataclass(frozen=True, slots=True)
class Rule:
    """What completes a lesson. `share` is the part that counts, of kinds that have parts."""

    kind: RuleKind
    share: Decimal = Decimal(1)

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Rule":
        return cls(RuleKind(data["kind"]), Decimal(data.get("share", "1")))

    def as_data(self) -> dict[str, str]:
        data = {"kind": str(self.kind)}
        return data | {"share": str(self.share)} if self.kind in SHARED else data

    def judge(self, evidence: Evidence) -> Verdict:
        begun = evidence.is_begun
        if self.kind is RuleKind.passed:
            return Verdict(begun, evidence.is_passed, evidence.have, evidence.whole)
        if self.kind is RuleKind.handed_in:
            return Verdict(begun, evidence.times > 0, Decimal(evidence.times), Decimal(1))
        need = self.needed(evidence.whole)
        return Verdict(begun, 0 < need <= evidence.have, evidence.have, need)

    def needed(self, whole: Decimal | int) -> Decimal:
        """Return how much of a whole the share asks for: no half pages."""
        return (whole * self.share).quantize(Decimal(1), ROUND_UP)


def default_rule(kind: LessonKind, watched_share: Decimal) -> Rule:
    if kind is LessonKind.video:
        return Rule(RuleKind.watched, watched_share)
    return Rule(ALLOWED[kind][0])


def read_rule(data: Mapping[str, Any]) -> Rule:
    """Return the rule that `data` describes, or refuse."""
    try:
        return Rule.from_data(data)
    except (KeyError, ValueError, TypeError, InvalidOperation):
        raise _wrong("完成标准不是已知的形式。") from None


def refuse_unfit(kind: LessonKind, rule: Rule) -> None:
    """Refuse a rule that a lesson of this kind cannot have."""
    if rule.kind not in ALLOWED[kind]:
        raise _wrong("这种完成标准不适合这一讲。")
    if not (rule.share.is_finite() and 0 < rule.share <= 1):
        raise _wrong("完成标准的比例应大于 0、不超过 1。")
    if kind is LessonKind.document and rule.share != 1:
        raise _wrong("课件看完全部页面才算完成。")


def _wrong(message: str) -> Invalid:
    return Invalid(errors=[FieldError("rule", message)])
