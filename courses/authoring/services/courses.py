"""A course as a whole: begin it, say what it is, whom it is for, and when it is over."""

import secrets
from dataclasses import asdict, fields

from sqlalchemy import delete, func, insert, literal, select, update
from sqlalchemy.orm import Session

from courses.authoring import queries
from courses.authoring.drafts import Description, Opening
from courses.authoring.models import CourseDraft, Lesson, Section
from courses.authoring.services.drafts import rewrite
from courses.catalogue.models import Audience, Course, CourseState, CourseUnit
from courses.catalogue.outline import OutlineLesson
from courses.catalogue.policy import may_author, may_edit
from lms import audit
from lms.db import insert_once, one_or_refuse, took_effect
from lms.errors import Conflict, FieldError, Invalid, demand
from lms.people import Actor, OrgUnit

FIRST_SECTION = "第一章"
COPY = "（副本）"
LONGEST_TITLE = 120 - len(COPY)


def begin(session: Session, actor: Actor, words: Description, *, slug: str = "") -> Course:
    """Begin a course with an empty draft of one section."""
    demand(may_author(actor))
    slug = slug or f"course-{secrets.token_hex(4)}"
    if not insert_once(session, Course, slug=slug, owner_id=actor.id, **asdict(words)):
        raise Invalid(errors=[FieldError("slug", "这个标识已有课程使用，请换一个。")])
    course = one_or_refuse(session, select(Course).where(Course.slug == slug))
    session.add(CourseDraft(course_id=course.id, saved_by=actor.id, **asdict(words)))
    session.add(Section(course_id=course.id, position=1, title=FIRST_SECTION))
    session.flush()
    audit.record(session, actor.id, "course.begin", f"course:{course.id}", title=words.title)
    return course


def copy(session: Session, actor: Actor, course: Course) -> Course:
    """Begin a course of the actor's own with the draft of another: the same words and outline.

    Films, quizzes and works are the same ones; audience, learners and versions are not copied.
    """
    demand(may_edit(actor, course))
    draft = queries.draft_of(session, course.id)
    words = {field.name: getattr(draft, field.name) for field in fields(Description)}
    title = f"{draft.title[:LONGEST_TITLE]}{COPY}"
    twin = begin(session, actor, Description(**words | {"title": title}))
    session.execute(delete(Section).where(Section.course_id == twin.id))
    for position, section in enumerate(queries.draft_outline(session, course.id).sections, 1):
        row = Section(course_id=twin.id, position=position, title=section.title)
        session.add(row)
        session.flush()
        session.add_all(_twin(lesson, row, n) for n, lesson in enumerate(section.lessons, 1))
    session.flush()
    return twin


def _twin(lesson: OutlineLesson, section: Section, position: int) -> Lesson:
    columns = lesson._asdict()
    for own in ("id", "section_id", "number"):
        del columns[own]
    return Lesson(course_id=section.course_id, section_id=section.id, position=position, **columns)


def describe(
    session: Session, actor: Actor, course: Course, words: Description, revision: int
) -> int:
    """Rewrite what the draft says of the course and return the next revision.

    Before the first publication the course itself goes by these words, too.
    """
    demand(may_edit(actor, course))
    revision = rewrite(session, actor, course.id, asdict(words), revision)
    unpublished = update(Course).where(Course.id == course.id, Course.state == CourseState.draft)
    session.execute(unpublished.values(**asdict(words)))
    return revision


def open_to(session: Session, actor: Actor, course: Course, opening: Opening) -> None:
    """Say whom the course is for. It holds at once; who is on the course stays on it."""
    demand(may_edit(actor, course))
    unit_ids = opening.unit_ids if opening.audience is Audience.units else frozenset()
    _check_units(session, opening, unit_ids)
    _change_seats(session, course, opening)
    session.execute(delete(CourseUnit).where(CourseUnit.course_id == course.id))
    rows = [{"course_id": course.id, "unit_id": unit_id} for unit_id in sorted(unit_ids)]
    if rows:
        session.execute(insert(CourseUnit), rows)
    session.expire(course, ["units"])
    audit.record(
        session,
        actor.id,
        "course.open_to",
        f"course:{course.id}",
        audience=str(opening.audience),
        units=sorted(unit_ids),
        seats=opening.seats,
    )


def _check_units(session: Session, opening: Opening, unit_ids: frozenset[int]) -> None:
    known = select(func.count()).select_from(OrgUnit).where(OrgUnit.id.in_(unit_ids))
    if opening.audience is Audience.units and not unit_ids:
        raise Invalid(errors=[FieldError("units", "请至少选择一个组织。")])
    if session.scalar(known) != len(unit_ids):
        raise Invalid(errors=[FieldError("units", "所选的组织已不存在，请重新选择。")])


def _change_seats(session: Session, course: Course, opening: Opening) -> None:
    fits = update(Course).where(Course.id == course.id)
    if opening.seats is not None:
        fits = fits.where(Course.taken <= literal(opening.seats))
    if not took_effect(session, fits.values(audience=opening.audience, seats=opening.seats)):
        taken = session.scalar(select(Course.taken).where(Course.id == course.id))
        message = "已有 %(taken)s 人报名，名额不能少于此数。"
        raise Invalid(errors=[FieldError("seats", message, {"taken": taken})])


def retire(session: Session, actor: Actor, course: Course) -> None:
    """Take nobody new. Those who are on the course finish it."""
    _turn(session, actor, course, CourseState.published, CourseState.retired)


def reopen(session: Session, actor: Actor, course: Course) -> None:
    _turn(session, actor, course, CourseState.retired, CourseState.published)


def _turn(
    session: Session, actor: Actor, course: Course, before: CourseState, after: CourseState
) -> None:
    """Change the state of a course; already changed, nothing happens."""
    demand(may_edit(actor, course))
    turning = update(Course).where(Course.id == course.id, Course.state == before)
    if took_effect(session, turning.values(state=after)):
        audit.record(session, actor.id, f"course.{after}", f"course:{course.id}")
    elif course.state is CourseState.draft:
        raise Conflict("课程还没有发布。")
