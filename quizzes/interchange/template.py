"""Questions as a workbook: the template to fill in, and the bank to take along."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from lms.sheets import Cell, write_sheet
from quizzes.interchange.drafts import ItemDraft, Option
from quizzes.interchange.table import HEADINGS, KINDS, LETTERS
from quizzes.marking import Kind

WIDTHS = {0: 10, 1: 48, **dict.fromkeys(range(2, 10), 18), 10: 16, 11: 8, 12: 40, 13: 16}
SAMPLES: Final = (
    ItemDraft(
        kind=Kind.single,
        stem="（示例，请删除）党支部党员大会一般多长时间召开一次？",
        options=(Option("每月"), Option("每季度", is_right=True), Option("每半年"), Option("每年")),
        explanation="党支部党员大会一般每季度召开 1 次。",
        max_mark=Decimal(2),
        topic="组织生活",
    ),
    ItemDraft(
        kind=Kind.multiple,
        stem="（示例，请删除）“三会一课”中的“三会”是指哪些会议？",
        options=(
            Option("支部党员大会", is_right=True),
            Option("支部委员会会议", is_right=True),
            Option("党小组会", is_right=True),
            Option("职工代表大会"),
        ),
        max_mark=Decimal(4),
        topic="组织生活",
    ),
    ItemDraft(
        kind=Kind.true_false,
        stem="（示例，请删除）预备党员没有表决权。",
        is_true=True,
        max_mark=Decimal(2),
        topic="党员管理",
    ),
    ItemDraft(
        kind=Kind.short_answer,
        stem="（示例，请删除）预备党员的预备期为多长时间？",
        wordings=("一年", "1年"),
        max_mark=Decimal(2),
        topic="党员管理",
    ),
)


def template_workbook() -> bytes:
    return write_workbook(SAMPLES)


def write_workbook(drafts: Iterable[ItemDraft]) -> bytes:
    """Return the questions as a workbook that can be read back."""
    return write_sheet("试题", [_heading(), *map(_row, drafts)], widths=WIDTHS)


def _heading() -> list[Cell]:
    first = {name: known[0] for name, known in HEADINGS.items()}
    options = [f"选项{letter}" for letter in LETTERS]
    tail: list[Cell] = [first[name] for name in ("key", "mark", "explanation", "topic")]
    return [first["kind"], first["stem"], *options, *tail]


def _row(draft: ItemDraft) -> list[Cell]:
    texts: list[Cell] = [option.text for option in draft.options]
    texts += [None] * (len(LETTERS) - len(texts))
    tail: list[Cell] = [_key(draft), draft.max_mark, draft.explanation, draft.topic]
    return [KINDS[draft.kind][1], draft.stem, *texts, *tail]


def _key(draft: ItemDraft) -> str:
    if draft.kind is Kind.true_false:
        return "对" if draft.is_true else "错"
    if draft.kind is Kind.short_answer:
        return "\n".join(draft.wordings)
    right = (
        letter for letter, option in zip(LETTERS, draft.options, strict=False) if option.is_right
    )
    return "".join(right)
