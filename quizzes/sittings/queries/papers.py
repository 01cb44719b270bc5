from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from lms.errors import NotFound
from lms.people import Actor, Person
from quizzes.bank.models import ItemRevision
from quizzes.marking import Answer, Kind
from quizzes.marking.kinds import FALSE, TRUE
from quizzes.papers.models import Quiz
from quizzes.sittings.models import LateAnswer, Question, Sitting
from quizzes.sittings.policy import inspected_by, sat_by

Rows = Select[*tuple[Any, ...]]

TRUTH_WORDS = {TRUE: "正确", FALSE: "错误"}


class Paper(NamedTuple):
    """A sitting with its quiz and the person who sits."""

    sitting: Sitting
    quiz: Quiz
    person: str


class Choice(NamedTuple):
    """An option as it is shown; of a true/false question `text` is a message id."""

    id: str
    text: str


class Shown(NamedTuple):
    """A question as the person who sits may see it: without what is right."""

    n: int
    kind: Kind
    stem: str
    options: list[Choice]
    max_mark: Decimal
    seq: int
    answer: Answer
    saved_at: datetime | None
    is_flagged: bool

    @property
    def is_answered(self) -> bool:
        return self.answer is not None


class Reviewed(NamedTuple):
    """A question with its answer, what is right, and what it earned."""

    n: int
    kind: Kind
    stem: str
    options: list[Choice]
    max_mark: Decimal
    answer: Answer
    mark: Decimal
    right: list[str]
    explanation: str

    @property
    def is_right(self) -> bool:
        return self.mark == self.max_mark


class Late(NamedTuple):
    n: int
    answer: Answer
    answered_at: datetime | None
    arrived_at: datetime


def running_sitting(session: Session, person_id: int, quiz_id: int) -> Sitting | None:
    statement = select(Sitting).where(
        Sitting.quiz_id == quiz_id, Sitting.person_id == person_id, Sitting.submitted_at.is_(None)
    )
    return session.scalars(statement).one_or_none()


def own_paper(session: Session, actor: Actor, sitting_id: int) -> Paper:
    return _paper(session, sitting_id, sat_by(actor))


def inspected_paper(session: Session, actor: Actor, sitting_id: int) -> Paper:
    return _paper(session, sitting_id, inspected_by(actor))


def _paper(session: Session, sitting_id: int, allowed: Any) -> Paper:
    statement = (
        select(Sitting, Quiz, Person.name)
        .join(Quiz, Quiz.id == Sitting.quiz_id)
        .join(Person, Person.id == Sitting.person_id)
        .where(Sitting.id == sitting_id, allowed)
    )
    row = session.execute(statement).one_or_none()
    if row is None:
        raise NotFound("没有找到您要的内容。")
    return Paper(*row)


def questions(session: Session, sitting_id: int) -> list[Shown]:
    statement: Rows = select(
        Question.n,
        Question.kind,
        ItemRevision.stem,
        ItemRevision.options,
        Question.max_mark,
        Question.seq,
        Question.answer,
        Question.saved_at,
        Question.is_flagged,
        Question.options,
    )
    return [Shown(*row) for row in _in_shown_order(session, statement, sitting_id)]


def reviewed(session: Session, sitting_id: int) -> list[Reviewed]:
    statement: Rows = select(
        Question.n,
        Question.kind,
        ItemRevision.stem,
        ItemRevision.options,
        Question.max_mark,
        Question.answer,
        func.coalesce(Question.mark, 0),
        ItemRevision.right,
        ItemRevision.explanation,
        Question.options,
    )
    return [Reviewed(*row) for row in _in_shown_order(session, statement, sitting_id)]


def _in_shown_order(session: Session, statement: Rows, sitting_id: int) -> Iterator[list[Any]]:
    """Give the rows, their options as this sitting shows them; the ids at the end are used up."""
    asked = (
        statement.join(ItemRevision, ItemRevision.id == Question.revision_id)
        .where(Question.sitting_id == sitting_id)
        .order_by(Question.n)
    )
    for n, kind, stem, options, *rest, ids in session.execute(asked):
        yield [n, kind, stem, _choices(kind, options, ids), *rest]


def _choices(kind: Kind, options: Sequence[dict[str, str]], ids: Sequence[str]) -> list[Choice]:
    if kind is Kind.true_false:
        return [Choice(one, TRUTH_WORDS[one]) for one in ids]
    texts = {option["id"]: option["text"] for option in options}
    return [Choice(one, texts[one]) for one in ids]


def late_answers(session: Session, sitting_id: int) -> list[Late]:
    statement = (
        select(LateAnswer.n, LateAnswer.answer, LateAnswer.answered_at, LateAnswer.arrived_at)
        .where(LateAnswer.sitting_id == sitting_id)
        .order_by(LateAnswer.n)
    )
    return [Late(*row) for row in session.execute(statement)]
