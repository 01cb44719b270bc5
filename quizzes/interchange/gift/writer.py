"""Write questions as GIFT: what the school wrote, the school reads back the same."""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from quizzes.interchange.drafts import ItemDraft, Option
from quizzes.interchange.gift.blocks import CATEGORY
from quizzes.marking import Kind

SPECIAL = re.compile(r"[~=#{}:\\]")
MISTAKEN = re.compile(r"\s*[%\[]")  # would be read as a weight or a format
EXACT = Decimal("0.00001")


def write_gift(drafts: Iterable[ItemDraft]) -> str:
    return "\n".join(_items(drafts))


def _items(drafts: Iterable[ItemDraft]) -> Iterator[str]:
    topic = ""
    for draft in drafts:
        if draft.topic != topic:
            topic = draft.topic
            yield f"{CATEGORY} $course$/{topic}\n"
        yield f"[plain]{_escaped(draft.stem)} {{\n{_answers(draft)}{_explanation(draft)}}}\n"


def _answers(draft: ItemDraft) -> str:
    if draft.kind is Kind.true_false:
        return "TRUE\n" if draft.is_true else "FALSE\n"
    if draft.kind is Kind.short_answer:
        return "".join(f"\t=%100%{_text(text)}\n" for text in draft.wordings)
    return "".join(f"\t{_sign(draft, option)}{_text(option.text)}\n" for option in draft.options)


def _sign(draft: ItemDraft, option: Option) -> str:
    if draft.kind is Kind.single:
        return "=" if option.is_right else "~"
    if not option.is_right:
        return "~%-100%"
    right = sum(option.is_right for option in draft.options)
    return f"~%{(Decimal(100) / right).quantize(EXACT).normalize():f}%"


def _explanation(draft: ItemDraft) -> str:
    return f"\t####{_text(draft.explanation)}\n" if draft.explanation else ""


def _text(text: str) -> str:
    return ("[plain]" if MISTAKEN.match(text) else "") + _escaped(text)


def _escaped(text: str) -> str:
    return SPECIAL.sub(r"\\\g<0>", text).replace("\n", "\\n")
