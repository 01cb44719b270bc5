"""Interchange: questions in and out of files. Pure; nothing here writes to the school.

Every question of a file becomes a candidate with a verdict: `ok`, `warn` (can be taken over, but
something is left behind: the remarks say what) or `error` (cannot be, and why).
"""

from quizzes.interchange.candidates import Candidate, Verdict
from quizzes.interchange.drafts import ItemDraft, Option, Remark, faults
from quizzes.interchange.gift.writer import write_gift
from quizzes.interchange.reading import FORMATS, read_candidates
from quizzes.interchange.template import template_workbook

__all__ = [
    "FORMATS",
    "Candidate",
    "ItemDraft",
    "Option",
    "Remark",
    "Verdict",
    "faults",
    "read_candidates",
    "template_workbook",
    "write_gift",
]
