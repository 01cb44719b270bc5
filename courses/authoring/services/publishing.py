"""Publishing: the draft is copied into a version, and that version never changes."""

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from courses.authoring import queries
from courses.authoring.checks import Finding, look_at
from courses.authoring.models import CourseDraft
from courses.authoring.telling import tell_learners
from courses.catalogue.contents import contents
from courses.catalogue.models import (
    Course,
    CourseState,
    CourseVersion,
    VersionLesson,
    VersionSection,
)
from courses.catalogue.outline import Outline, OutlineLesson
from courses.catalogue.policy import may_edit
from courses.enrolment.queries import current_version
from lms import audit
from lms.db import took_effect, utcnow
from lms.errors import FieldError, Invalid, demand
from lms.people import Actor

WORDS = ("title", "summary", "category", "cover", "colour", "gives_certificate")


def publish(
    session: Session, actor: Actor, course: Course, *, tells_learners: bool = False
) -> CourseVersion:
    """Make the draft the next version, for whoever enrols from now on.

    A draft without changes makes none: the current version is returned. The conditional UPDATE
    lets one of two who publish at once do it.
    """
    demand(may_edit(actor, course))
    changed = update(CourseDraft).where(CourseDraft.course_id == course.id, CourseDraft.has_changes)
    if not took_effect(session, changed.values(has_changes=False)):
        session.refresh(course)
        return current_version(session, course)
    outline = queries.draft_outline(session, course.id)
    _refuse_unfit(look_at(outline, contents(session, outline.subjects)))
    session.refresh(course)
    draft = queries.draft_of(session, course.id)
    session.refresh(draft)
    version = _copy(session, actor, course, draft, outline)
    _show(session, course, version, outline)
    details = {"version": version.number}
    audit.record(session, actor.id, "course.publish", f"course:{course.id}", **details)
    if tells_learners:
        tell_learners(session, version)
    return version


def _refuse_unfit(found: list[Finding]) -> None:
    in_the_way = [finding for finding in found if not finding.is_advice]
    if in_the_way:
        errors = [
            FieldError(_place(finding), finding.message, finding.values) for finding in in_the_way
        ]
        raise Invalid("发布前还有 %(count)s 项要处理。", errors=errors, count=len(in_the_way))


def _place(finding: Finding) -> str:
    return "course" if finding.lesson_id is None else f"lesson:{finding.lesson_id}"


def _copy(
    session: Session, actor: Actor, course: Course, draft: CourseDraft, outline: Outline
) -> CourseVersion:
    version = CourseVersion(
        course_id=course.id,
        number=(course.version or 0) + 1,
        lesson_count=len(outline.lessons),
        required_count=outline.required_count,
        nominal_hours=outline.nominal_hours,
        published_by=actor.id,
        published_at=utcnow(),
        **{name: getattr(draft, name) for name in WORDS},
    )
    session.add(version)
    session.flush()
    filled = [section for section in outline.sections if section.lessons]
    session.execute(
        insert(VersionSection),
        [
            {
                "version_id": version.id,
                "section_id": section.id,
                "position": position,
                "title": section.title,
            }
            for position, section in enumerate(filled, 1)
        ],
    )
    session.execute(insert(VersionLesson), [_row(version.id, one) for one in outline.lessons])
    return version


def _row(version_id: int, lesson: OutlineLesson) -> dict[str, object]:
    columns = lesson._asdict()
    return {"version_id": version_id, "lesson_id": columns.pop("id"), **columns}


def _show(session: Session, course: Course, version: CourseVersion, outline: Outline) -> None:
    """Let the course go by its new version. A retired course stays retired."""
    shown: dict[str, object] = {name: getattr(version, name) for name in WORDS}
    is_first = course.state is CourseState.draft
    since = version.published_at if is_first else course.published_at
    session.execute(
        update(Course)
        .where(Course.id == course.id)
        .values(
            **shown,
            version=version.number,
            state=CourseState.published if is_first else course.state,
            lesson_count=len(outline.lessons),
            nominal_hours=outline.nominal_hours,
            published_at=since,
        )
    )
