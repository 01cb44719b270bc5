"""Pages for whoever keeps banks: the banks, their items, and files in and out."""

from quizzes.bank.views import banks, files, items
from quizzes.bank.views.blueprint import bp

__all__ = ["banks", "bp", "files", "items"]
