"""What a trainer writes down about a quiz, before it is checked."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from quizzes.marking import Kind, Partial
from quizzes.papers.models import Quiz, Release, Visibility

MOST_MINUTES: Final = 24 * 60
MOST_ATTEMPTS: Final = 100
LONGEST_INSTRUCTIONS: Final = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The rules of a quiz."""

    title: str
    instructions: str = ""
    visibility: Visibility = Visibility.everyone
    time_limit_seconds: int | None = None
    attempts: int | None = None
    pass_percent: Decimal = Decimal(60)
    partial: Partial = Partial.nothing
    shuffles_items: bool = True
    shuffles_options: bool = True
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    release: Release = Release.at_once


def settings_of(quiz: Quiz) -> Settings:
    return Settings(**{name: getattr(quiz, name) for name in Settings.__slots__})


@dataclass(frozen=True, slots=True, kw_only=True)
class PartDraft:
    """One item, or a draw from a bank. Without a mark an item keeps its own, a draw has one."""

    item_id: int | None = None
    bank_id: int | None = None
    kind: Kind | None = None
    topic: str = ""
    draw: int = 1
    mark: Decimal | None = None
