"""A question as somebody wrote it down, before the bank takes it in."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from quizzes.marking import Kind
from quizzes.marking.answers import LONGEST_TEXT

LONGEST_STEM = 4000
LONGEST_OPTION = 1000
LONGEST_TOPIC = 80
FEWEST_OPTIONS, MOST_OPTIONS = 2, 8
MOST_WORDINGS = 50
LARGEST_MARK = Decimal(1000)
ONE_MARK = Decimal("1.00")

INVISIBLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufff0-\uffff\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to say about a draft: a message id and its values, as in a Refusal."""

    message: str
    values: Mapping[str, object] = field(default_factory=dict)

    @classmethod
    def of(cls, message: str, **values: object) -> "Remark":
        return cls(message, values)


@dataclass(frozen=True, slots=True)
class Option:
    text: str
    is_right: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemDraft:
    """A question and its key.

    Choices have `options`; true/false says `is_true`; a short answer lists its `wordings`.
    """

    kind: Kind
    stem: str
    options: tuple[Option, ...] = ()
    is_true: bool | None = None
    wordings: tuple[str, ...] = ()
    explanation: str = ""
    max_mark: Decimal = ONE_MARK
    topic: str = ""

    @property
    def substance(self) -> tuple[object, ...]:
        """What two drafts share when they ask the same and take the same answer."""
        return (self.kind, self.stem, self.options, self.is_true, self.wordings)


def tidy(text: str) -> str:
    """Return the text without control characters and without space around it or at line ends."""
    lines = INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    return "\n".join(line.rstrip() for line in lines).strip()


def faults(draft: ItemDraft) -> list[tuple[str, Remark]]:
    """Return what keeps the draft out of the bank: the field and what to do about it."""
    found = [*_text_faults(draft), *mark_faults(draft.max_mark)]
    if draft.kind is Kind.true_false:
        if draft.is_true is None:
            found.append(("is_true", Remark("请选择这句话是对还是错。")))
    elif draft.kind is Kind.short_answer:
        found.extend(_wording_faults(draft.wordings))
    else:
        found.extend(_option_faults(draft.kind, draft.options))
    return found


def _text_faults(draft: ItemDraft) -> Iterator[tuple[str, Remark]]:
    if not draft.stem:
        yield "stem", Remark("请填写题干。")
    for name, text, most in (
        ("stem", draft.stem, LONGEST_STEM),
        ("explanation", draft.explanation, LONGEST_STEM),
        ("topic", draft.topic, LONGEST_TOPIC),
    ):
        if len(text) > most:
            yield (
                name,
                Remark.of("最多 %(most)s 个字，现在是 %(now)s 个。", most=most, now=len(text)),
            )


def mark_faults(mark: Decimal) -> Iterator[tuple[str, Remark]]:
    if not 0 < mark <= LARGEST_MARK:
        yield "max_mark", Remark.of("分值应大于 0，最多 %(most)s 分。", most=LARGEST_MARK)
    elif mark != round(mark, 2):
        yield "max_mark", Remark("分值最多两位小数。")


def _wording_faults(wordings: Sequence[str]) -> Iterator[tuple[str, Remark]]:
    if not wordings:
        yield "wordings", Remark("请填写至少一个可接受的答案。")
    elif len(wordings) > MOST_WORDINGS:
        yield "wordings", Remark.of("可接受的答案最多 %(most)s 个。", most=MOST_WORDINGS)
    elif max(map(len, wordings)) > LONGEST_TEXT:
        yield "wordings", Remark.of("每个答案最多 %(most)s 个字。", most=LONGEST_TEXT)


def _option_faults(kind: Kind, options: Sequence[Option]) -> Iterator[tuple[str, Remark]]:
    texts = [option.text for option in options]
    if not FEWEST_OPTIONS <= len(options) <= MOST_OPTIONS:
        yield (
            "options",
            Remark.of("应有 %(few)s 到 %(most)s 个选项。", few=FEWEST_OPTIONS, most=MOST_OPTIONS),
        )
    elif not all(texts):
        yield "options", Remark("有选项没有内容。")
    elif len(set(texts)) < len(texts):
        yield "options", Remark("有两个选项内容相同。")
    elif max(map(len, texts)) > LONGEST_OPTION:
        yield "options", Remark.of("每个选项最多 %(most)s 个字。", most=LONGEST_OPTION)
    else:
        yield from _right_faults(kind, sum(option.is_right for option in options))


def _right_faults(kind: Kind, right: int) -> Iterator[tuple[str, Remark]]:
    if right == 0:
        yield "options", Remark("请标出正确选项。")
    elif kind is Kind.single and right > 1:
        yield "options", Remark("单选题只能有一个正确选项。")
