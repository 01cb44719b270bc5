"""The outline of a course, published or still a draft: sections and what stands in them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from courses.catalogue.models import LessonKind


class Subject(NamedTuple):
    """What a lesson is about: an asset, a quiz or a work."""

    kind: LessonKind
    ref_id: int


class OutlineLesson(NamedTuple):
    """A lesson in its place; `number` counts through the whole course from 1.

    Only in a draft the title may be empty and the subject not chosen yet.
    """

    id: int
    section_id: int
    number: int
    kind: LessonKind
    ref_id: int | None
    title: str
    lecturer: str
    is_required: bool
    nominal_hours: Decimal
    rule: dict[str, Any]
    chapters: list[Any]
    materials: list[Any]

    @property
    def subject(self) -> Subject | None:
        return None if self.ref_id is None else Subject(self.kind, self.ref_id)


class OutlineSection(NamedTuple):
    id: int
    title: str
    lessons: tuple[OutlineLesson, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    sections: tuple[OutlineSection, ...]

    @property
    def lessons(self) -> tuple[OutlineLesson, ...]:
        return tuple(lesson for section in self.sections for lesson in section.lessons)

    @property
    def subjects(self) -> frozenset[Subject]:
        return frozenset(lesson.subject for lesson in self.lessons if lesson.subject)

    @property
    def required_count(self) -> int:
        return sum(lesson.is_required for lesson in self.lessons)

    @property
    def nominal_hours(self) -> Decimal:
        return sum((lesson.nominal_hours for lesson in self.lessons), Decimal(0))


def composed(sections: Iterable[tuple[int, str]], lessons: Iterable[OutlineLesson]) -> Outline:
    """Put lessons, in their order, into their sections."""
    places = list(lessons)
    return Outline(tuple(OutlineSection(key, title, _of(key, places)) for key, title in sections))


def _of(section_id: int, lessons: Iterable[OutlineLesson]) -> tuple[OutlineLesson, ...]:
    found: Iterator[OutlineLesson] = (one for one in lessons if one.section_id == section_id)
    return tuple(found)
