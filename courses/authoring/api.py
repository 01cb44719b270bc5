from dataclasses import asdict
from typing import Any

from courses.authoring import queries, services
from courses.authoring.drafts import Chapter, Description, LessonDraft, Opening
from courses.authoring.models import Lesson, Section
from courses.authoring.schemas import (
    BeginArgs,
    DraftLessonSchema,
    DraftSchema,
    DraftSectionSchema,
    LessonArgs,
    LessonPatchArgs,
    ReviseArgs,
    SectionArgs,
    VersionSchema,
)
from courses.catalogue.models import Course, CourseState
from courses.catalogue.queries import editable_course
from courses.progress.rules import Rule, default_rule, read_rule
from lms.errors import Conflict
from lms.people import current_actor
from lms.web import current_rules, current_session
from lms.web.api import ApiBlueprint

bp = ApiBlueprint("authoring", __name__, description="Writing and publishing courses")

WORDS = ("title", "summary", "category", "cover", "colour", "gives_certificate")
OPENING = {"audience", "units", "seats"}


@bp.post("/courses")
@bp.arguments(BeginArgs)
@bp.response(201, DraftSchema)
def begin(args: dict[str, Any]) -> dict[str, Any]:
    """Begin a course: a draft with one empty section."""
    slug = args.pop("slug", "")
    course = services.begin(current_session(), current_actor(), Description(**args), slug=slug)
    return _told(course.id)


@bp.patch("/courses/<int:course_id>")
@bp.arguments(ReviseArgs)
@bp.response(200, DraftSchema)
def revise(args: dict[str, Any], course_id: int) -> dict[str, Any]:
    session, actor, course = current_session(), current_actor(), _editable(course_id)
    if args.keys() & set(WORDS):
        draft = queries.draft_of(session, course_id)
        words = Description(**{name: args.get(name, getattr(draft, name)) for name in WORDS})
        services.describe(session, actor, course, words, draft.revision)
    if args.keys() & OPENING:
        services.open_to(session, actor, course, _opening(course, args))
    if "state" in args:
        _turn(course, args["state"])
    return _told(course_id)


def _opening(course: Course, args: dict[str, Any]) -> Opening:
    before = [unit.unit_id for unit in course.units]
    return Opening(
        audience=args.get("audience", course.audience),
        unit_ids=frozenset(args.get("units", before)),
        seats=args.get("seats", course.seats),
    )


def _turn(course: Course, state: CourseState) -> None:
    """Take a course off the catalogue or put it back; publishing has a resource of its own."""
    if state is CourseState.retired:
        services.retire(current_session(), current_actor(), course)
    elif state is CourseState.published:
        services.reopen(current_session(), current_actor(), course)
    elif course.state is not CourseState.draft:
        raise Conflict("已发布的课程不能改回草稿。")


@bp.post("/courses/<int:course_id>/sections")
@bp.arguments(SectionArgs)
@bp.response(201, DraftSectionSchema)
def add_section(args: dict[str, Any], course_id: int) -> Section:
    course = _editable(course_id)
    return services.add_section(current_session(), current_actor(), course, args["title"])


@bp.delete("/sections/<int:section_id>")
@bp.response(204)
def remove_section(section_id: int) -> None:
    """Take a section with its lessons out of the draft. What was published stays."""
    section = queries.editable_section(current_session(), current_actor(), section_id)
    services.remove_section(current_session(), current_actor(), section)


@bp.post("/sections/<int:section_id>/lessons")
@bp.arguments(LessonArgs)
@bp.response(201, DraftLessonSchema)
def add_lesson(args: dict[str, Any], section_id: int) -> Lesson:
    session, actor = current_session(), current_actor()
    section = queries.editable_section(session, actor, section_id)
    kind = args.pop("kind")
    rule = default_rule(kind, current_rules().watched_share)
    draft = LessonDraft(**{"rule": rule, **_read(args)})
    return services.add_lesson(session, actor, section, kind, draft)


@bp.patch("/lessons/<int:lesson_id>")
@bp.arguments(LessonPatchArgs)
@bp.response(200, DraftLessonSchema)
def revise_lesson(args: dict[str, Any], lesson_id: int) -> Lesson:
    session, actor = current_session(), current_actor()
    lesson = queries.editable_lesson(session, actor, lesson_id)
    before = {name: getattr(lesson, name) for name in asdict(LessonDraft(rule=_rule(lesson)))}
    chapters = [Chapter(*chapter) for chapter in lesson.chapters]
    kept = {**before, "rule": _rule(lesson), "chapters": chapters}
    draft = LessonDraft(**{**kept, **_read(args)})
    services.revise_lesson(session, actor, lesson, draft, lesson.revision)
    session.refresh(lesson)
    return lesson


@bp.delete("/lessons/<int:lesson_id>")
@bp.response(204)
def remove_lesson(lesson_id: int) -> None:
    """Take a lesson out of the draft. What was published, and what was learned, stays."""
    lesson = queries.editable_lesson(current_session(), current_actor(), lesson_id)
    services.remove_lesson(current_session(), current_actor(), lesson)


@bp.post("/courses/<int:course_id>/versions")
@bp.response(201, VersionSchema)
@bp.alt_response(200, schema=VersionSchema, description="Nothing has changed since")
def publish(course_id: int) -> Any:
    """Publish the draft as the next version; 422 names what is in the way."""
    course = _editable(course_id)
    before = course.version
    version = services.publish(current_session(), current_actor(), course)
    return version, 200 if version.number == before else 201


def _editable(course_id: int) -> Course:
    return editable_course(current_session(), current_actor(), course_id)


def _rule(lesson: Lesson) -> Rule:
    return Rule.from_data(lesson.rule)


def _read(args: dict[str, Any]) -> dict[str, Any]:
    read: dict[str, Any] = {}
    if "rule" in args:
        read["rule"] = read_rule(args["rule"])
    if "chapters" in args:
        read["chapters"] = [Chapter(**chapter) for chapter in args["chapters"]]
    return {**args, **read}


def _told(course_id: int) -> dict[str, Any]:
    current_session().expire_all()  # the verbs write by statements, past the loaded rows
    course = _editable(course_id)
    draft = queries.draft_of(current_session(), course_id)
    return {
        **{name: getattr(draft, name) for name in (*WORDS, "has_changes", "saved_at")},
        "id": course.id,
        "slug": course.slug,
        "state": course.state,
        "version": course.version,
        "audience": course.audience,
        "units": [unit.unit_id for unit in course.units],
        "seats": course.seats,
    }
