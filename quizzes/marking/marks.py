"""What an answer earns."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from quizzes.marking.answers import Answer
from quizzes.marking.kinds import Key, Kind, Partial
from quizzes.marking.texts import folded

CENT = Decimal("0.01")
NOTHING = Decimal("0.00")


def mark(key: Key, answer: Answer, max_mark: Decimal, partial: Partial) -> Decimal:
    """Return what the answer earns, from nothing to `max_mark`, in hundredths.

    Only a multiple choice can earn a part, and only where `partial` says so: its share of the
    right options, as long as no wrong one is chosen.
    """
    if answer is None:
        return NOTHING
    if key.kind is Kind.multiple:
        return _rounded(max_mark * _share(key.right, frozenset(answer), partial))
    return _rounded(max_mark) if _is_right(key, str(answer)) else NOTHING


def _is_right(key: Key, answer: str) -> bool:
    if key.kind is Kind.short_answer:
        return folded(answer) in {folded(accepted) for accepted in key.right}
    return answer in key.right


def _share(right: frozenset[str], chosen: frozenset[str], partial: Partial) -> Decimal:
    if chosen == right:
        return Decimal(1)
    if partial is Partial.nothing or not chosen < right:
        return Decimal(0)
    return Decimal(len(chosen)) / Decimal(len(right))


def full_marks(marks: Iterable[Decimal]) -> Decimal:
    return sum(marks, NOTHING)


def passes(earned: Decimal, full: Decimal, pass_percent: Decimal) -> bool:
    """Say whether `earned` of `full` reaches the pass mark; exact, nothing is divided."""
    return earned * 100 >= pass_percent * full


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(CENT, ROUND_HALF_UP)
