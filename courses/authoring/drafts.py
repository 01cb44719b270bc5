"""What trainers write down about a course and its lessons, checked by forms and the API."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from courses.catalogue.models import Audience
from courses.progress.rules import Rule

MOST_HOURS = 200
MOST_SEATS = 1_000_000
MOST_CHAPTERS = 100
LONGEST_CHAPTER = 60  # of its title
MOST_MATERIALS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """What a course says of itself."""

    title: str
    summary: str = ""
    category: str = ""
    cover: str = ""
    colour: int = 1
    gives_certificate: bool = True


class Chapter(NamedTuple):
    """Where a part of a film begins, in seconds, and what it is called."""

    at_s: int
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonDraft:
    """What a lesson holds. An empty title or no subject yet are fine until it is published."""

    title: str = ""
    ref_id: int | None = None
    lecturer: str = ""
    is_required: bool = True
    nominal_hours: Decimal = Decimal(0)
    rule: Rule
    chapters: Sequence[Chapter] = ()
    materials: Sequence[int] = ()

    def as_columns(self) -> dict[str, Any]:
        return {
            "title": self.title,
            "ref_id": self.ref_id,
            "lecturer": self.lecturer,
            "is_required": self.is_required,
            "nominal_hours": self.nominal_hours,
            "rule": self.rule.as_data(),
            "chapters": [list(chapter) for chapter in self.chapters],
            "materials": list(self.materials),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """Whom a course is open to, and how many of them; without seats there is room for all."""

    audience: Audience = Audience.everyone
    unit_ids: frozenset[int] = frozenset()
    seats: int | None = None
