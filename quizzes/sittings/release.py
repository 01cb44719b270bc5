"""When those who sat a quiz are shown their marks and the answers."""

from datetime import datetime

from quizzes.papers.models import Quiz, Release


def shows_marks(quiz: Quiz, at: datetime) -> bool:
    """Say whether marks of what is handed in are shown at a moment."""
    return quiz.release is not Release.after_close or _is_closed(quiz, at)


def shows_answers(quiz: Quiz, at: datetime) -> bool:
    if quiz.release is Release.at_once:
        return True
    return quiz.release is not Release.marks_only and _is_closed(quiz, at)


def _is_closed(quiz: Quiz, at: datetime) -> bool:
    return quiz.closes_at is not None and quiz.closes_at <= at
