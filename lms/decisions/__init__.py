"""What the administrators of the school have decided: its rules, and when it is being worked on.

Read on every page, so it lies low in the house and each process keeps a copy (see `book`).
"""

from lms.decisions.book import Book
from lms.decisions.rules import Rules, School, rules_of

__all__ = ["Book", "Rules", "School", "rules_of"]
