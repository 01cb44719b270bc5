from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from flask import url_for

from courses.catalogue.heads import course_head
from courses.catalogue.models import LessonKind
from courses.lessons import materials, queries, services, syllabus
from courses.lessons.schemas import (
    CourseExplanationSchema,
    ExplanationSchema,
    MaterialsSchema,
)
from courses.progress.explanations import Explanation, explained
from courses.progress.rules import RuleKind
from courses.progress.words import missing_words, rule_words
from lms.errors import NotFound
from lms.people import current_actor
from lms.web import current_session
from lms.web.api import ApiBlueprint
from media.playback import tickets
from media.playback.schemas import TicketSchema

bp = ApiBlueprint("lessons", __name__, description="Learning")

MILLISECONDS = 1000
UNITS: Mapping[LessonKind, str] = {
    LessonKind.video: "seconds",
    LessonKind.document: "pages",
    LessonKind.reading: "passages",
}
QUIZ_UNITS: Mapping[RuleKind, str] = {RuleKind.passed: "marks", RuleKind.handed_in: "sittings"}


@bp.post("/lessons/<int:lesson_id>/playback")
@bp.response(200, TicketSchema)
def play(lesson_id: int) -> dict[str, Any]:
    """Take the lease that opens the lesson's film: here, and nowhere else any more."""
    session, actor = current_session(), current_actor()
    place = queries.place_of(session, actor, lesson_id)
    return tickets.told(session, services.open_lecture(session, actor, place))


@bp.get("/lessons/<int:lesson_id>/explanation")
@bp.response(200, ExplanationSchema)
def explain(lesson_id: int) -> dict[str, Any]:
    """Say why the lesson is not finished, by the numbers that its completion goes by."""
    session, actor = current_session(), current_actor()
    place = queries.place_of(session, actor, lesson_id)
    told = explained(session, actor.id, place.enrolment_id, place.outline)
    return _told(told[lesson_id])


@bp.get("/lessons/<int:lesson_id>/materials")
@bp.response(200, MaterialsSchema)
def files(lesson_id: int) -> dict[str, Any]:
    """List the files that are attached to a lesson, for those who learn it."""
    session, actor = current_session(), current_actor()
    place = queries.place_of(session, actor, lesson_id)
    if place.enrolment_id is None:
        raise NotFound("没有找到您要的内容。")
    course_id, number = place.course_id, place.lesson.number
    found = materials.materials(session, place.lesson.materials)
    return {
        "items": [
            {
                **file._asdict(),
                "url": url_for(
                    "lessons.material", course_id=course_id, number=number, asset_id=file.id
                ),
            }
            for file in found
        ]
    }


@bp.get("/courses/<int:course_id>/explanation")
@bp.response(200, CourseExplanationSchema)
def explain_course(course_id: int) -> dict[str, Any]:
    """Say why the course is not finished: which required lessons are missing, and what of them."""
    session, actor = current_session(), current_actor()
    head = course_head(session, actor, course_id)
    if head is None:
        raise NotFound("没有找到您要的内容。")
    shown = syllabus.of_version(session, actor.id, head.version_id, head.enrolment_id)
    need = sum(line.lesson.is_required for line in shown.lines)
    return {
        "complete": head.card.completed_at is not None,
        "completed_at": head.card.completed_at,
        "have": need - len(shown.missing),
        "need": need,
        "missing": [
            {
                "lesson": line.lesson.id,
                "title": line.lesson.title,
                "words": missing_words(line.told),
            }
            for line in shown.missing
        ],
    }


def _told(told: Explanation) -> dict[str, Any]:
    kind, missing = told.lesson.kind, missing_words(told)
    scale = MILLISECONDS if kind is LessonKind.video else 1
    return {
        "complete": told.is_complete,
        "completed_at": told.awarded_at,
        "rule": {**told.rule.as_data(), "words": rule_words(told.rule, kind)},
        "have": told.verdict.have / Decimal(scale),
        "need": told.verdict.need / Decimal(scale),
        "unit": UNITS.get(kind) or QUIZ_UNITS[told.rule.kind],
        "missing": [missing] if missing else [],
    }
