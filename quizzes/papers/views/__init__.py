"""Pages for whoever makes quizzes: the list, the rules, the parts, publication."""

from quizzes.papers.views import parts, publishing, quizzes
from quizzes.papers.views.blueprint import bp

__all__ = ["bp", "parts", "publishing", "quizzes"]
