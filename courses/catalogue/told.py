"""How courses are told to programs: what the schemas describe."""

from typing import Any

from courses.catalogue.heads import CourseHead
from courses.catalogue.queries import CourseCard, Standing
from courses.lessons.syllabus import Chapter, Line, Syllabus


def card(course: CourseCard) -> dict[str, Any]:
    return {**course._asdict(), "seats_left": course.seats_left, "enrolment": _enrolment(course)}


def _enrolment(course: CourseCard) -> dict[str, Any] | None:
    if course.standing is Standing.not_enrolled:
        return None
    return {
        "state": course.standing,
        "enrolled_at": course.enrolled_at,
        "lessons_done": course.lessons_done,
        "completed_at": course.completed_at,
    }


def detail(head: CourseHead, syllabus: Syllabus) -> dict[str, Any]:
    return {**card(head.card), "version": head.version, "sections": sections(syllabus)}


def sections(syllabus: Syllabus) -> list[dict[str, Any]]:
    return [_section(chapter) for chapter in syllabus.chapters]


def _section(chapter: Chapter) -> dict[str, Any]:
    return {
        "id": chapter.id,
        "title": chapter.title,
        "lessons": [_lesson(line) for line in chapter.lines],
    }


def _lesson(line: Line) -> dict[str, Any]:
    lesson, content = line.lesson, line.content
    length = content.duration_ms if content else None
    return {
        **lesson._asdict(),
        "required": lesson.is_required,
        "ref": lesson.ref_id,
        "duration_s": None if length is None else length / 1000,
        "state": line.state,
    }
