"""Marking: what an answer to a question earns. Pure functions over decimals; no database."""

from quizzes.marking.answers import Answer, read_answer
from quizzes.marking.columns import Mark
from quizzes.marking.kinds import Key, Kind, Partial
from quizzes.marking.marks import full_marks, mark, passes
from quizzes.marking.texts import folded

__all__ = [
    "Answer",
    "Key",
    "Kind",
    "Mark",
    "Partial",
    "folded",
    "full_marks",
    "mark",
    "passes",
    "read_answer",
]
