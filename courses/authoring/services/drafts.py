"""Writing into a draft so that two editors notice each other."""

from collections.abc import Mapping

from sqlalchemy import update
from sqlalchemy.orm import Session

from courses.authoring.models import CourseDraft
from lms.db import took_effect, utcnow
from lms.errors import Conflict

STALE = "这里的内容刚在别处修改过。您输入的内容没有丢失，核对后再次保存即可。"


def touch(session: Session, course_id: int) -> None:
    """Note that the draft has changed.

    It also puts those who change one outline at the same moment one after the other.
    """
    draft = update(CourseDraft).where(CourseDraft.course_id == course_id)
    session.execute(draft.values(has_changes=True, saved_at=utcnow()))


def rewrite(session: Session, course_id: int, values: Mapping[str, object], revision: int) -> int:
    """Rewrite what the course says of itself, if it is still the revision the editor saw."""
    seen = update(CourseDraft).where(
        CourseDraft.course_id == course_id, CourseDraft.revision == revision
    )
    if not took_effect(session, seen.values(**values, revision=revision + 1)):
        raise Conflict(STALE)
    touch(session, course_id)
    return revision + 1
