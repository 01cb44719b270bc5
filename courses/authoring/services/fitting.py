"""Whether what a trainer writes into a lesson fits."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from sqlalchemy.orm import Session

from courses.authoring import chapters
from courses.authoring.drafts import MOST_MATERIALS, LessonDraft
from courses.authoring.shelves import offered, offered_materials
from courses.catalogue.models import LessonKind
from courses.catalogue.outline import Subject
from courses.progress.rules import refuse_unfit
from lms.errors import FieldError, Invalid
from lms.people import Actor


class Kept(NamedTuple):
    """What a lesson holds already: it may stay, whether it is on offer now or not."""

    ref_id: int | None = None
    materials: Sequence[int] = ()


NOTHING = Kept()


def fitted(
    session: Session, actor: Actor, kind: LessonKind, draft: LessonDraft, kept: Kept = NOTHING
) -> LessonDraft:
    """Refuse what does not fit; a lesson without a title is called like what it is about."""
    refuse_unfit(kind, draft.rule)
    _refuse_unfit_chapters(kind, draft)
    _refuse_unfit_materials(session, actor, draft, kept)
    if draft.ref_id is None or draft.ref_id == kept.ref_id:
        return draft
    title = offered(session, actor, Subject(kind, draft.ref_id))
    if title is None:
        raise _unfit("ref_id", "请从列出的选项中选择。")
    return draft if draft.title else replace(draft, title=title)


def _refuse_unfit_chapters(kind: LessonKind, draft: LessonDraft) -> None:
    if draft.chapters and kind is not LessonKind.video:
        raise _unfit("chapters", "只有视频可以分章节。")
    chapters.refuse_unfit(draft.chapters)


def _refuse_unfit_materials(session: Session, actor: Actor, draft: LessonDraft, kept: Kept) -> None:
    if len(draft.materials) > MOST_MATERIALS:
        raise _unfit("materials", "资料最多 %(most)s 份。", most=MOST_MATERIALS)
    new = set(draft.materials) - set(kept.materials)
    if new - offered_materials(session, actor, new):
        raise _unfit("materials", "请从列出的选项中选择。")


def _unfit(field: str, message: str, **values: object) -> Invalid:
    return Invalid(errors=[FieldError(field, message, dict(values))])
