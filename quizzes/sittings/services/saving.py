from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import exists, or_, select, update
from sqlalchemy.orm import Session

from lms.db import took_effect, upsert, utcnow
from lms.errors import Conflict, FieldError, Invalid, NotFound
from lms.people import Actor
from quizzes.marking import Answer, Kind, read_answer
from quizzes.sittings.models import LateAnswer, Question, Sitting
from quizzes.sittings.policy import sat_by

MOST_AT_ONCE = 200
LARGEST_SEQ = 2**53 - 1  # what JavaScript counts exactly


class Save(NamedTuple):
    """An answer as it arrives. What `answered_at` claims is kept, and decides nothing."""

    n: int
    seq: int
    answer: object
    answered_at: datetime | None = None


class Saved(NamedTuple):
    """What is stored now; not accepted means that a later answer was there already."""

    n: int
    seq: int
    saved_at: datetime
    is_accepted: bool


class Closed(Conflict):
    """The sitting takes no answers any more."""


class _Asked(NamedTuple):
    n: int
    kind: Kind
    options: list[str]
    deadline_at: datetime | None
    submitted_at: datetime | None


def save(
    session: Session, actor: Actor, sitting_id: int, saves: Sequence[Save], grace_seconds: int
) -> list[Saved]:
    """Store answers: the one with the highest `seq` stays, in whatever order they come.

    The UPDATE itself looks whether the sitting is still open. Raises Closed when it is not,
    Invalid when an answer cannot belong to its question, NotFound for somebody else's sitting.
    """
    if not 0 < len(saves) <= MOST_AT_ONCE:
        raise Invalid("一次应保存 1 到 %(most)s 个答案。", most=MOST_AT_ONCE)
    at = utcnow()
    latest = at - timedelta(seconds=grace_seconds)
    asked = _asked(session, actor, sitting_id, saves)
    answers = _read(asked, saves)
    _refuse_closed(next(iter(asked.values())), latest)
    return [
        _stored(session, sitting_id, one, answer, (at, latest))
        for one, answer in zip(saves, answers, strict=True)
    ]


def _asked(
    session: Session, actor: Actor, sitting_id: int, saves: Sequence[Save]
) -> Mapping[int, _Asked]:
    statement = (
        select(
            Question.n,
            Question.kind,
            Question.options,
            Sitting.deadline_at,
            Sitting.submitted_at,
        )
        .join(Sitting, Sitting.id == Question.sitting_id)
        .where(Sitting.id == sitting_id, sat_by(actor))
        .where(Question.n.in_({one.n for one in saves}))
    )
    asked = {row.n: _Asked(*row) for row in session.execute(statement)}
    if any(one.n not in asked for one in saves):
        raise NotFound("没有找到这道题。")
    return asked


def _read(asked: Mapping[int, _Asked], saves: Sequence[Save]) -> list[Answer]:
    if any(not 1 <= one.seq <= LARGEST_SEQ for one in saves):
        raise Invalid(errors=[FieldError("seq", "seq 应是从 1 开始递增的整数。")])
    return [read_answer(asked[one.n].kind, asked[one.n].options, one.answer) for one in saves]


def _refuse_closed(asked: _Asked, latest: datetime) -> None:
    if asked.submitted_at:
        raise Closed("已经交卷，不能再修改答案。")
    if asked.deadline_at and asked.deadline_at < latest:
        raise Closed("作答时间已到，这个答案没有计入，已留给阅卷教师查看。")


def _stored(
    session: Session,
    sitting_id: int,
    one: Save,
    answer: Answer,
    moments: tuple[datetime, datetime],
) -> Saved:
    at, latest = moments
    in_time = or_(Sitting.deadline_at.is_(None), Sitting.deadline_at >= latest)
    is_open = exists().where(Sitting.id == sitting_id, Sitting.submitted_at.is_(None), in_time)
    newer = (
        update(Question)
        .where(
            Question.sitting_id == sitting_id,
            Question.n == one.n,
            Question.seq < one.seq,
            Question.is_sealed.is_(False),
            is_open,
        )
        .values(seq=one.seq, answer=answer, answered_at=one.answered_at, saved_at=at)
        .execution_options(synchronize_session=False)
    )
    if took_effect(session, newer):
        return Saved(one.n, one.seq, at, is_accepted=True)
    return _standing(session, sitting_id, one, answer)


def _standing(session: Session, sitting_id: int, one: Save, answer: Answer) -> Saved:
    """Tell what a save met that changed nothing: itself again, a later one, or a closed sitting."""
    statement = select(Question.seq, Question.answer, Question.saved_at, Question.is_sealed).where(
        Question.sitting_id == sitting_id, Question.n == one.n
    )
    seq, kept, saved_at, is_sealed = session.execute(statement).one()
    if is_sealed or seq < one.seq:
        raise Closed("已经交卷，不能再修改答案。")
    is_repeat = seq == one.seq and kept == answer
    return Saved(one.n, seq, saved_at, is_accepted=is_repeat)


def keep_late(session: Session, actor: Actor, sitting_id: int, saves: Sequence[Save]) -> None:
    """Keep answers that count no more, for staff to see: the last of each question."""
    asked = _asked(session, actor, sitting_id, saves)
    for one, answer in zip(saves, _read(asked, saves), strict=True):
        values = {
            "seq": one.seq,
            "answer": answer,
            "answered_at": one.answered_at,
            "arrived_at": utcnow(),
        }
        upsert(
            session,
            LateAnswer,
            ("sitting_id", "n"),
            {"sitting_id": sitting_id, "n": one.n, **values},
            where=LateAnswer.seq < one.seq,
        )


def flag(session: Session, actor: Actor, sitting_id: int, n: int, *, is_flagged: bool) -> None:
    """Mark a question to come back to, or take the mark away; of no weight for marks."""
    mine = exists().where(Sitting.id == Question.sitting_id, sat_by(actor))
    question = update(Question).where(
        Question.sitting_id == sitting_id, Question.n == n, Question.is_sealed.is_(False), mine
    )
    marked = question.values(is_flagged=is_flagged)
    if not took_effect(session, marked.execution_options(synchronize_session=False)):
        raise NotFound("没有找到这道题。")
