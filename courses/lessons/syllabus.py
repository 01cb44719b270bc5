"""A course as one person sees it: its outline, what stands behind each lesson, how far they are."""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from sqlalchemy.orm import Session

from courses.authoring.queries import draft_outline
from courses.catalogue.contents import Content, contents
from courses.catalogue.outline import Outline, OutlineLesson
from courses.catalogue.queries import published_outline
from courses.progress.explanations import Explanation, LessonState, explained


class Line(NamedTuple):
    """A lesson with what stands behind it (None: nothing yet) and how far somebody is."""

    lesson: OutlineLesson
    content: Content | None
    told: Explanation

    @property
    def state(self) -> LessonState:
        return self.told.state


class Chapter(NamedTuple):
    id: int
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Syllabus:
    chapters: tuple[Chapter, ...]

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        return tuple(line for chapter in self.chapters for line in chapter.lines)

    @cached_property
    def done_count(self) -> int:
        return sum(map(_is_done, self.lines))

    @cached_property
    def next(self) -> Line | None:
        """Return the lesson to go on with: the first that is not complete."""
        return next((line for line in self.lines if not _is_done(line)), None)

    @cached_property
    def missing(self) -> tuple[Line, ...]:
        """Return the required lessons that are in the way of the course's completion."""
        return tuple(line for line in self.lines if line.lesson.is_required and not _is_done(line))

    def numbered(self, number: int) -> Line | None:
        return next((line for line in self.lines if line.lesson.number == number), None)

    def after(self, number: int) -> Line | None:
        return self.numbered(number + 1)


def _is_done(line: Line) -> bool:
    return line.told.is_complete


def of_version(
    session: Session, person_id: int, version_id: int, enrolment_id: int | None
) -> Syllabus:
    outline = published_outline(session, version_id)
    return _composed(session, outline, explained(session, person_id, enrolment_id, outline))


def of_draft(session: Session, person_id: int, course_id: int) -> Syllabus:
    """Return what the draft would look like to somebody who is not enrolled."""
    outline = draft_outline(session, course_id)
    return _composed(session, outline, explained(session, person_id, None, outline))


def _composed(session: Session, outline: Outline, told: dict[int, Explanation]) -> Syllabus:
    known = contents(session, outline.subjects)
    return Syllabus(
        tuple(
            Chapter(
                section.id,
                section.title,
                tuple(
                    Line(one, known.get(one.subject) if one.subject else None, told[one.id])
                    for one in section.lessons
                ),
            )
            for section in outline.sections
        )
    )
