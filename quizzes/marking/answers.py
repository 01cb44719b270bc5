"""Answers as they arrive and as they are kept."""

from collections.abc import Collection

from lms.errors import FieldError, Invalid
from quizzes.marking.kinds import Kind

Answer = str | list[str] | None

LONGEST_TEXT = 500


def read_answer(kind: Kind, option_ids: Collection[str], raw: object) -> Answer:
    """Return the answer as it is kept; None takes an answer back, and so does an empty one.

    Raises Invalid for what cannot be an answer to this question.
    """
    if raw is None:
        return None
    if kind is Kind.multiple:
        return _several(option_ids, raw)
    if kind is Kind.short_answer:
        return _text(raw)
    return _one(option_ids, raw)


def _one(option_ids: Collection[str], raw: object) -> str | None:
    if isinstance(raw, bool):
        raw = str(raw).lower()
    if raw == "":
        return None
    if not isinstance(raw, str) or raw not in option_ids:
        raise _unfit("答案应是本题的一个选项。")
    return raw


def _several(option_ids: Collection[str], raw: object) -> list[str] | None:
    """Return the chosen options once each, in the order of the question."""
    if not isinstance(raw, list) or not all(isinstance(chosen, str) for chosen in raw):
        raise _unfit("答案应是本题选项的列表。")
    if not set(raw) <= set(option_ids):
        raise _unfit("答案中有本题没有的选项。")
    return [option for option in option_ids if option in raw] or None


def _text(raw: object) -> str | None:
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        raw = str(raw)
    if not isinstance(raw, str):
        raise _unfit("答案应是文字。")
    if len(raw) > LONGEST_TEXT:
        raise _unfit("答案最多 %(most)s 个字。", most=LONGEST_TEXT)
    return raw.replace("\x00", "").strip() or None


def _unfit(message: str, **values: object) -> Invalid:
    return Invalid(message, [FieldError("answer", message, values)], **values)
