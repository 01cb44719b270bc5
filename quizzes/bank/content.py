"""A question on paper and a question in the database: one and the same, both ways."""

import hashlib
import json
from dataclasses import astuple
from typing import Any

from quizzes.bank.models import ItemRevision
from quizzes.interchange import ItemDraft, Option
from quizzes.marking import Key, Kind
from quizzes.marking.kinds import FALSE, TRUE, TRUTHS


def columns_of(draft: ItemDraft) -> dict[str, Any]:
    """Return the draft as a revision's columns; options get the ids "1", "2" ..."""
    options = [{"id": str(n), "text": option.text} for n, option in enumerate(draft.options, 1)]
    return {
        "kind": draft.kind,
        "stem": draft.stem,
        "options": options,
        "right": _right(draft),
        "explanation": draft.explanation,
        "max_mark": draft.max_mark,
        "fingerprint": fingerprint(draft),
    }


def _right(draft: ItemDraft) -> list[str]:
    if draft.kind is Kind.true_false:
        return [TRUE if draft.is_true else FALSE]
    if draft.kind is Kind.short_answer:
        return list(draft.wordings)
    return [str(n) for n, option in enumerate(draft.options, 1) if option.is_right]


def draft_of(revision: ItemRevision, topic: str) -> ItemDraft:
    kind, right = revision.kind, revision.right
    return ItemDraft(
        kind=kind,
        stem=revision.stem,
        options=tuple(Option(one["text"], one["id"] in right) for one in revision.options),
        is_true=TRUE in right if kind is Kind.true_false else None,
        wordings=tuple(right) if kind is Kind.short_answer else (),
        explanation=revision.explanation,
        max_mark=revision.max_mark,
        topic=topic,
    )


def key_of(revision: ItemRevision) -> Key:
    return Key(revision.kind, frozenset(revision.right))


def option_ids(revision: ItemRevision) -> list[str]:
    """Return the ids that an answer may name, in the order written."""
    if revision.kind is Kind.true_false:
        return list(TRUTHS)
    return [option["id"] for option in revision.options]


def fingerprint(draft: ItemDraft) -> str:
    """Return a short mark of the draft's substance: the same for the same question."""
    substance = json.dumps(draft.substance, ensure_ascii=False, default=astuple)
    return hashlib.sha256(substance.encode()).hexdigest()
