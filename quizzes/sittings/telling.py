"""What those who sat a quiz are told when it has closed, and marks or answers may be seen."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.notices.models import Notice, Topic
from lms.notices.services.announcing import Announcement, announce
from quizzes.papers.models import WAITS_FOR_CLOSE, Quiz, Release
from quizzes.sittings.models import Sitting

TOLD_WITHIN: Final = timedelta(days=3)  # a worker that slept longer has no news to tell
RELEASED: Final = {
    Release.marks_at_once: "测试答案已公布：%(title)s",
    Release.after_close: "测试成绩已公布：%(title)s",
}


def released(session: Session, latest: datetime) -> list[Quiz]:
    """Return the quizzes that closed before `latest`, lately, and were not told of yet."""
    closed = select(Quiz).where(
        Quiz.release.in_(WAITS_FOR_CLOSE),
        Quiz.closes_at.between(latest - TOLD_WITHIN, latest),
        Quiz.first_sat_at.is_not(None),
    )
    quizzes = list(session.scalars(closed.order_by(Quiz.id)))
    keys = [_key(quiz) for quiz in quizzes]
    told = set(session.scalars(select(Notice.key).where(Notice.key.in_(keys))))
    return [quiz for quiz, key in zip(quizzes, keys, strict=True) if key not in told]


def tell_released(session: Session, quiz: Quiz) -> bool:
    """Tell who handed it in, once for each time that it closes."""
    said = Announcement(
        topic=Topic.result,
        title=RELEASED[quiz.release],
        body="测试已经截止，可以查看结果和解析。",
        values={"title": quiz.title},
        link=f"/quizzes/{quiz.id}",
        key=_key(quiz),
    )
    handed_in = select(Sitting.person_id).where(
        Sitting.quiz_id == quiz.id, Sitting.submitted_at.is_not(None)
    )
    return announce(session, said, handed_in)


def _key(quiz: Quiz) -> str:
    return f"quiz.released:{quiz.id}:{quiz.closes_at:%Y%m%d%H%M}"
