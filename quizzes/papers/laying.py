"""Lay out a draft's blueprint: which items, which draws, in which order."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from lms import audit
from lms.db import one_or_refuse
from lms.errors import FieldError, Invalid
from lms.people import Actor
from quizzes.bank.models import Item, ItemBank
from quizzes.bank.policy import editable_by
from quizzes.bank.queries import current_revisions
from quizzes.interchange.drafts import ONE_MARK, mark_faults
from quizzes.papers.checks import MOST_ITEMS
from quizzes.papers.drafts import PartDraft
from quizzes.papers.models import Part, Quiz
from quizzes.papers.services import hold_draft


def lay_out(session: Session, actor: Actor, quiz: Quiz, parts: Sequence[PartDraft]) -> None:
    """Replace the whole blueprint."""
    hold_draft(session, actor, quiz)
    session.execute(delete(Part).where(Part.quiz_id == quiz.id))
    add_parts(session, actor, quiz, parts)


def add_parts(session: Session, actor: Actor, quiz: Quiz, parts: Sequence[PartDraft]) -> int:
    """Add parts at the end and return how many are new; an item stands in a quiz once.

    Only items and banks that the actor may edit. Raises Invalid for anything else.
    """
    hold_draft(session, actor, quiz)
    wrong = [*_kind_faults(parts), *_number_faults(parts), *_unknown(session, actor, parts)]
    if wrong:
        raise Invalid(errors=wrong)
    placed = select(Part.item_id).where(Part.quiz_id == quiz.id, Part.item_id.is_not(None))
    new = _not_placed(parts, set(session.scalars(placed)))
    own = current_revisions(session, [part.item_id for part in new if part.item_id is not None])
    own_marks = {item_id: revision.max_mark for item_id, revision in own.items()}
    for position, part in enumerate(new, _last(session, quiz) + 1):
        mark = part.mark or own_marks.get(part.item_id or 0, ONE_MARK)
        session.add(_part(quiz.id, position, part, mark))
    session.flush()
    audit.record(session, actor.id, "quiz.lay_out", f"quiz:{quiz.id}", added=len(new))
    return len(new)


def change_part(session: Session, actor: Actor, quiz: Quiz, part_id: int, draft: PartDraft) -> None:
    """Change how many a part draws and what each is worth."""
    hold_draft(session, actor, quiz)
    wrong = list(_number_faults([draft]))
    if wrong:
        raise Invalid(errors=wrong)
    part = _part_of(session, quiz, part_id)
    part.mark = draft.mark or part.mark
    part.draw = draft.draw if part.bank_id is not None else 1
    session.flush()


def remove_part(session: Session, actor: Actor, quiz: Quiz, part_id: int) -> None:
    """Take a part out. Twice is once."""
    hold_draft(session, actor, quiz)
    session.execute(delete(Part).where(Part.quiz_id == quiz.id, Part.id == part_id))


def move_part(session: Session, actor: Actor, quiz: Quiz, part_id: int, by: int) -> None:
    """Move a part up (-1) or down (1); at the end of the list it stays."""
    hold_draft(session, actor, quiz)
    statement = select(Part).where(Part.quiz_id == quiz.id).order_by(Part.position, Part.id)
    parts = list(session.scalars(statement))
    at = parts.index(_part_of(session, quiz, part_id))
    to = min(max(at + by, 0), len(parts) - 1)
    parts.insert(to, parts.pop(at))
    for position, part in enumerate(parts, 1):
        part.position = position
    session.flush()


def _part_of(session: Session, quiz: Quiz, part_id: int) -> Part:
    return one_or_refuse(session, select(Part).where(Part.quiz_id == quiz.id, Part.id == part_id))


def _last(session: Session, quiz: Quiz) -> int:
    return session.scalar(select(func.max(Part.position)).where(Part.quiz_id == quiz.id)) or 0


def _part(quiz_id: int, position: int, draft: PartDraft, mark: Decimal) -> Part:
    return Part(
        quiz_id=quiz_id,
        position=position,
        item_id=draft.item_id,
        bank_id=draft.bank_id,
        kind=draft.kind,
        topic=draft.topic,
        draw=draft.draw,
        mark=mark,
    )


def _not_placed(parts: Sequence[PartDraft], placed: set[int | None]) -> list[PartDraft]:
    new = []
    for part in parts:
        if part.item_id is None or part.item_id not in placed:
            new.append(part)
        if part.item_id is not None:
            placed.add(part.item_id)
    return new


def _kind_faults(parts: Sequence[PartDraft]) -> Iterator[FieldError]:
    for part in parts:
        if (part.item_id is None) == (part.bank_id is None):
            yield FieldError("parts", "每一部分应是一道试题，或从一个题库抽题。")
        if part.item_id is not None and part.draw != 1:
            yield FieldError("draw", "指定的试题只能是一道。")


def _number_faults(parts: Sequence[PartDraft]) -> Iterator[FieldError]:
    for part in parts:
        if not 1 <= part.draw <= MOST_ITEMS:
            yield FieldError("draw", "抽题数量应在 1 到 %(most)s 之间。", {"most": MOST_ITEMS})
        if part.mark is not None:
            yield from (
                FieldError("mark", fault.message, dict(fault.values))
                for _field, fault in mark_faults(part.mark)
            )


def _unknown(session: Session, actor: Actor, parts: Sequence[PartDraft]) -> Iterator[FieldError]:
    """Name what is absent or belongs to others: the two look alike."""
    items = {part.item_id for part in parts if part.item_id is not None}
    banks = {part.bank_id for part in parts if part.bank_id is not None}
    live = select(Item.id).join(Item.bank).where(Item.id.in_(items), Item.retired_at.is_(None))
    if items - set(session.scalars(live.where(editable_by(actor)))):
        yield FieldError("items", "有试题已停用，或不在您的题库中。")
    mine = select(ItemBank.id).where(ItemBank.id.in_(banks), editable_by(actor))
    if banks - set(session.scalars(mine)):
        yield FieldError("bank", "没有找到这个题库。")
