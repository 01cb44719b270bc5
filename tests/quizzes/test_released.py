"""When a quiz has closed, who handed it in is told that marks or answers may be seen."""

from datetime import timedelta

import pytest
import time_machine

from lms.db import utcnow
from lms.facts import Facts
from lms.notices import queries
from quizzes.papers.models import Release
from quizzes.sittings.services import hand_in, start
from quizzes.sittings.telling import released, tell_released
from tests.quizzes.conftest import build_exam


def tell(session, at):
    return [tell_released(session, quiz) for quiz in released(session, at)]


@pytest.fixture
def closing(session, trainer, member):
    """A quiz that closes in an hour, handed in by the member."""

    def _closing(release):
        exam = build_exam(
            session, trainer, release=release, closes_at=utcnow() + timedelta(hours=1)
        )
        sitting, _is_new = start(session, member, exam.quiz)
        hand_in(session, Facts(), sitting)
        return exam.quiz

    return _closing


@pytest.mark.parametrize(
    ("release", "title"),
    [
        (Release.after_close, "测试成绩已公布：党章知识测试"),
        (Release.marks_at_once, "测试答案已公布：党章知识测试"),
    ],
)
def test_it_is_told_once_and_only_after_the_close(session, member, closing, release, title):
    quiz = closing(release)
    assert tell(session, utcnow()) == []
    after = quiz.closes_at + timedelta(minutes=5)
    with time_machine.travel(after):
        assert tell(session, after) == [True]
        assert tell(session, after) == []
    (item,) = queries.inbox(session, member)
    assert item.title == title


def test_who_did_not_sit_it_is_told_nothing(session, school, closing):
    quiz = closing(Release.after_close)
    tell(session, quiz.closes_at + timedelta(minutes=5))
    assert list(queries.inbox(session, school.actor(session, school.colleague))) == []


def test_what_is_shown_at_once_is_no_news(session, closing):
    quiz = closing(Release.at_once)
    assert tell(session, quiz.closes_at + timedelta(minutes=5)) == []


def test_a_quiz_that_closes_anew_is_told_anew(session, member, closing):
    quiz = closing(Release.after_close)
    for _ in range(2):
        assert tell(session, quiz.closes_at + timedelta(minutes=5)) == [True]
        quiz.closes_at += timedelta(days=1)
        session.flush()
    assert queries.inbox(session, member).total == 2
