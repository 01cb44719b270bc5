"""The outline of the draft: sections and lessons come, go, change and move."""

from collections.abc import Sequence

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from courses.authoring import queries
from courses.authoring.drafts import LessonDraft
from courses.authoring.models import Lesson, Section
from courses.authoring.services.drafts import STALE, touch
from courses.authoring.services.fitting import Kept, fitted
from courses.catalogue.models import Course, LessonKind
from courses.catalogue.policy import may_edit
from lms.db import took_effect, utcnow
from lms.errors import Conflict, NotFound, demand
from lms.people import Actor


def add_section(session: Session, actor: Actor, course: Course, title: str) -> Section:
    demand(may_edit(actor, course))
    touch(session, actor, course.id)
    last = select(func.max(Section.position)).where(Section.course_id == course.id)
    section = Section(
        course_id=course.id, position=(session.scalar(last) or 0) + 1, title=title, course=course
    )
    session.add(section)
    session.flush()
    return section


def rename_section(session: Session, actor: Actor, section: Section, title: str, seen: str) -> None:
    """Rename a section, if it is still called what the editor saw."""
    demand(may_edit(actor, section.course))
    touch(session, actor, section.course_id)
    unchanged = update(Section).where(Section.id == section.id, Section.title == seen)
    if not took_effect(session, unchanged.values(title=title)):
        raise Conflict(STALE)


def remove_section(session: Session, actor: Actor, section: Section) -> None:
    """Take a section with its lessons out of the draft. What was published stays."""
    demand(may_edit(actor, section.course))
    touch(session, actor, section.course_id)
    now = utcnow()
    inside = update(Lesson).where(Lesson.section_id == section.id, Lesson.removed_at.is_(None))
    session.execute(inside.values(removed_at=now))
    session.execute(update(Section).where(Section.id == section.id).values(removed_at=now))


def move_section(session: Session, actor: Actor, section: Section, by: int) -> None:
    """Move a section up (-1) or down (1); at the edge it stays."""
    demand(may_edit(actor, section.course))
    touch(session, actor, section.course_id)
    order = [one.id for one in queries.draft_outline(session, section.course_id).sections]
    _shift(order, section.id, by)
    for position, section_id in enumerate(order, 1):
        session.execute(update(Section).where(Section.id == section_id).values(position=position))


def add_lesson(
    session: Session, actor: Actor, section: Section, kind: LessonKind, draft: LessonDraft
) -> Lesson:
    demand(may_edit(actor, section.course))
    draft = fitted(session, actor, kind, draft)
    touch(session, actor, section.course_id)
    last = select(func.max(Lesson.position)).where(Lesson.section_id == section.id)
    lesson = Lesson(
        course_id=section.course_id,
        section_id=section.id,
        position=(session.scalar(last) or 0) + 1,
        kind=kind,
        course=section.course,
        **draft.as_columns(),
    )
    session.add(lesson)
    session.flush()
    return lesson


def revise_lesson(
    session: Session, actor: Actor, lesson: Lesson, draft: LessonDraft, revision: int
) -> int:
    """Rewrite a lesson, if it is still the revision the editor saw, and return the next one."""
    demand(may_edit(actor, lesson.course))
    draft = fitted(session, actor, lesson.kind, draft, Kept(lesson.ref_id, lesson.materials))
    touch(session, actor, lesson.course_id)
    seen = update(Lesson).where(
        Lesson.id == lesson.id, Lesson.revision == revision, Lesson.removed_at.is_(None)
    )
    if not took_effect(session, seen.values(**draft.as_columns(), revision=revision + 1)):
        raise Conflict(STALE)
    return revision + 1


def remove_lesson(session: Session, actor: Actor, lesson: Lesson) -> None:
    """Take a lesson out of the draft. What was published, and what was learned, stays."""
    demand(may_edit(actor, lesson.course))
    touch(session, actor, lesson.course_id)
    session.execute(update(Lesson).where(Lesson.id == lesson.id).values(removed_at=utcnow()))


def move_lesson(session: Session, actor: Actor, lesson: Lesson, by: int) -> None:
    """Move a lesson up (-1) or down (1); past the edge of its section into the next one."""
    demand(may_edit(actor, lesson.course))
    touch(session, actor, lesson.course_id)
    sections = queries.draft_outline(session, lesson.course_id).sections
    places = {section.id: [one.id for one in section.lessons] for section in sections}
    order = places[lesson.section_id]
    neighbours = [section.id for section in sections]
    beyond = neighbours.index(lesson.section_id) + by
    if 0 <= order.index(lesson.id) + by < len(order):
        _shift(order, lesson.id, by)
        _place(session, lesson.section_id, order)
    elif 0 <= beyond < len(neighbours):
        order = places[neighbours[beyond]]
        order.insert(0 if by > 0 else len(order), lesson.id)
        _place(session, neighbours[beyond], order)


def place_lesson(
    session: Session, actor: Actor, lesson: Lesson, section_id: int, before: int | None
) -> None:
    """Put a lesson into a section of its course, before another lesson or at the end."""
    demand(may_edit(actor, lesson.course))
    touch(session, actor, lesson.course_id)
    sections = queries.draft_outline(session, lesson.course_id).sections
    places = {section.id: [one.id for one in section.lessons] for section in sections}
    if section_id not in places:
        raise NotFound("没有找到您要的内容。")
    order = [one for one in places[section_id] if one != lesson.id]
    order.insert(order.index(before) if before in order else len(order), lesson.id)
    _place(session, section_id, order)


def _shift(order: list[int], moving: int, by: int) -> None:
    at = order.index(moving)
    order.insert(min(max(at + by, 0), len(order) - 1), order.pop(at))


def _place(session: Session, section_id: int, order: Sequence[int]) -> None:
    for position, lesson_id in enumerate(order, 1):
        placed = update(Lesson).where(Lesson.id == lesson_id)
        session.execute(placed.values(section_id=section_id, position=position))
