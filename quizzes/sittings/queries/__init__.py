"""What pages, the API and upper floors read of sittings."""

from quizzes.sittings.queries.listed import Offer, offer_slice, offers, openable_quiz
from quizzes.sittings.queries.papers import (
    Paper,
    Reviewed,
    Shown,
    inspected_paper,
    late_answers,
    own_paper,
    questions,
    reviewed,
    running_sitting,
)
from quizzes.sittings.queries.results import Attempt, Result, attempts_of, best_results, started

__all__ = [
    "Attempt",
    "Offer",
    "Paper",
    "Result",
    "Reviewed",
    "Shown",
    "attempts_of",
    "best_results",
    "inspected_paper",
    "late_answers",
    "offer_slice",
    "offers",
    "openable_quiz",
    "own_paper",
    "questions",
    "reviewed",
    "running_sitting",
    "started",
]
