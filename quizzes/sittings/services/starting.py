from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random, SystemRandom
from typing import Any, NamedTuple

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from lms.db import insert_once, took_effect, utcnow
from lms.errors import Conflict
from lms.people import Actor
from quizzes.bank.content import option_ids
from quizzes.bank.models import ItemRevision
from quizzes.bank.queries import current_revisions
from quizzes.marking import Kind, full_marks
from quizzes.papers.drawing import drawn
from quizzes.papers.models import Quiz
from quizzes.papers.queries import blueprint
from quizzes.sittings.models import Question, Sitting
from quizzes.sittings.queries import running_sitting

CHANCE = SystemRandom()
SHUFFLED = (Kind.single, Kind.multiple)


class Asked(NamedTuple):
    """A question on its way onto a paper."""

    revision: ItemRevision
    mark: Decimal


def start(
    session: Session, actor: Actor, quiz: Quiz, chance: Random = CHANCE
) -> tuple[Sitting, bool]:
    """Start the actor's next attempt and return it with True, or the running one with False.

    The questions are drawn now and stay as they are. Of two starts at once one makes the sitting,
    the other gets it. Raises Conflict when the quiz is not open or no attempt is left.
    """
    running = running_sitting(session, actor.id, quiz.id)
    if running:
        return running, False
    at = utcnow()
    _refuse_closed(quiz, at)
    opening = {
        **_attempt(session, actor, quiz),
        "started_at": at,
        "deadline_at": deadline(quiz, at),
    }
    _mark_as_sat(session, quiz, at)
    asked = _asked(session, quiz, chance)
    full = full_marks(one.mark for one in asked)
    is_new = insert_once(session, Sitting, max_mark=full, **opening)
    sitting = running_sitting(session, actor.id, quiz.id)
    if sitting is None:
        raise Conflict("内容刚刚有变化，请刷新后重试。")
    if is_new:
        session.execute(insert(Question), _rows(quiz, sitting, asked, chance))
    return sitting, is_new


def _refuse_closed(quiz: Quiz, at: datetime) -> None:
    if quiz.opens_at and at < quiz.opens_at:
        raise Conflict("测试还没有开始。")
    if quiz.closes_at and quiz.closes_at <= at:
        raise Conflict("测试已经截止。")


def _attempt(session: Session, actor: Actor, quiz: Quiz) -> dict[str, Any]:
    """Return the number of the next attempt; the unique number makes it one of its kind."""
    made = select(func.max(Sitting.attempt)).where(
        Sitting.quiz_id == quiz.id, Sitting.person_id == actor.id
    )
    attempt = (session.scalar(made) or 0) + 1
    if quiz.attempts is not None and attempt > quiz.attempts:
        raise Conflict("共可作答 %(attempts)s 次，已经用完。", attempts=quiz.attempts)
    return {
        "quiz_id": quiz.id,
        "person_id": actor.id,
        "attempt": attempt,
        "attempts_allowed": quiz.attempts,
    }


def deadline(quiz: Quiz, at: datetime) -> datetime | None:
    """Return by when a sitting begun at a moment has to be handed in, if ever."""
    ends = [quiz.closes_at] if quiz.closes_at else []
    if quiz.time_limit_seconds:
        ends.append(at + timedelta(seconds=quiz.time_limit_seconds))
    return min(ends, default=None)


def _mark_as_sat(session: Session, quiz: Quiz, at: datetime) -> None:
    """Note the first sitting, from which on the quiz cannot be taken back to a draft."""
    if quiz.first_sat_at:
        return
    first = update(Quiz).where(
        Quiz.id == quiz.id, Quiz.published_at.is_not(None), Quiz.first_sat_at.is_(None)
    )
    if not took_effect(session, first.values(first_sat_at=at)):
        session.refresh(quiz)
    if not quiz.is_published:
        raise Conflict("测试刚刚被撤回，请稍后再来。")


def _asked(session: Session, quiz: Quiz, chance: Random) -> list[Asked]:
    """Draw the paper: the blueprint's parts in their order, or shuffled throughout."""
    plan = blueprint(session, quiz.id)
    found = drawn(plan.needs, plan.fixed, chance)
    wanted = [
        (item_id, part.mark)
        for part in plan.parts
        for item_id in ([part.item_id] if part.item_id is not None else found[part.id])
    ]
    if len(wanted) < plan.item_count:
        raise Conflict("题库中可用的试题不够组成试卷，请联系出题教师。")
    if quiz.shuffles_items:
        chance.shuffle(wanted)
    revisions = current_revisions(session, [item_id for item_id, _mark in wanted])
    return [Asked(revisions[item_id], mark) for item_id, mark in wanted]


def _rows(
    quiz: Quiz, sitting: Sitting, asked: Sequence[Asked], chance: Random
) -> list[dict[str, Any]]:
    return [
        {
            "sitting_id": sitting.id,
            "n": n,
            "revision_id": one.revision.id,
            "kind": one.revision.kind,
            "options": _shown(quiz, one.revision, chance),
            "max_mark": one.mark,
        }
        for n, one in enumerate(asked, 1)
    ]


def _shown(quiz: Quiz, revision: ItemRevision, chance: Random) -> list[str]:
    ids = option_ids(revision)
    if quiz.shuffles_options and revision.kind in SHUFFLED:
        chance.shuffle(ids)
    return ids
