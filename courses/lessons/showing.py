"""What the page of a lesson shows besides its place in the course, by its kind."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import request

from courses.catalogue.models import LessonKind
from courses.lessons import queries
from courses.lessons.materials import materials
from courses.lessons.syllabus import Line
from courses.notes import queries as notes
from lms.people import current_actor
from lms.web import current_session, current_settings
from media.documents import passes


def inside(line: Line) -> dict[str, Any]:
    """Return what the template of this kind of lesson asks for."""
    shown = {"materials": materials(current_session(), line.lesson.materials), "notes": None}
    if line.lesson.ref_id is None:
        return shown
    return shown | INSIDE[line.lesson.kind](line.lesson.ref_id)


def noted(line: Line) -> dict[str, Any]:
    """Return what a learner of this lesson has noted, where notes are taken."""
    if line.lesson.kind is not LessonKind.video:
        return {}
    session, actor = current_session(), current_actor()
    removed = request.args.get("removed", type=int)
    is_own = removed is not None and notes.is_removed(session, actor, removed)
    return {
        "notes": notes.notes_at(session, actor, line.lesson.id),
        "removed": removed if is_own else None,
    }


def _lecture(asset_id: int) -> dict[str, Any]:
    return {"lecture": queries.lecture(current_session(), current_actor().id, asset_id)}


def _courseware(asset_id: int) -> dict[str, Any]:
    actor = current_actor()
    return {
        "courseware": queries.courseware(current_session(), actor.id, asset_id),
        "pass_": passes.issue(current_settings().secret_key, actor, asset_id),
    }


def _test(quiz_id: int) -> dict[str, Any]:
    return {"test": queries.test(current_session(), current_actor().id, quiz_id)}


def _work(work_id: int) -> dict[str, Any]:
    return {"work": queries.work(current_session(), work_id)}


INSIDE: Mapping[LessonKind, Callable[[int], dict[str, Any]]] = {
    LessonKind.video: _lecture,
    LessonKind.document: _courseware,
    LessonKind.quiz: _test,
    LessonKind.reading: _work,
}
