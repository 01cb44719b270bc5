"""Writing into a draft so that two editors notice each other."""

from collections.abc import Mapping

from sqlalchemy import update
from sqlalchemy.orm import Session

from courses.authoring.models import CourseDraft
from lms.db import took_effect, utcnow
from lms.errors import Conflict
from lms.people import Actor

STALE = "这里的内容刚在别处修改过，还没有保存。点保存按钮可以对照两份的不同。"


def touch(session: Session, actor: Actor, course_id: int) -> None:
    """Note that the actor has changed the draft.

    It also puts those who change one outline at the same moment one after the other.
    """
    draft = update(CourseDraft).where(CourseDraft.course_id == course_id)
    changed = {"has_changes": True, "saved_at": utcnow(), "saved_by": actor.id}
    session.execute(draft.values(**changed))


def rewrite(
    session: Session, actor: Actor, course_id: int, values: Mapping[str, object], revision: int
) -> int:
    """Rewrite what the course says of itself, if it is still the revision the editor saw."""
    seen = update(CourseDraft).where(
        CourseDraft.course_id == course_id, CourseDraft.revision == revision
    )
    if not took_effect(session, seen.values(**values, revision=revision + 1)):
        raise Conflict(STALE)
    touch(session, actor, course_id)
    return revision + 1
