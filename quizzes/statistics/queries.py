"""What a quiz's makers read about how it went."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session

from lms.db import Page, paged
from lms.people import Membership, OrgUnit, Person
from lms.people.policy import held_on
from quizzes.bank.models import Item, ItemRevision
from quizzes.bank.queries import CURRENT
from quizzes.marking import Kind
from quizzes.sittings.models import LateAnswer, Question, Sitting
from quizzes.sittings.queries import best_results
from quizzes.sittings.queries.results import PASSED
from quizzes.statistics.measures import Measures, Score, measures

BINS = 10
Rows = Select[*tuple[Any, ...]]


class Learner(NamedTuple):
    """How one person has done, by their best mark; `late` answers wait to be looked at."""

    id: int
    name: str
    staff_number: str | None
    unit: str | None
    attempts: int
    mark: Decimal
    max_mark: Decimal
    is_passed: bool
    last_at: datetime
    late: int


class Overview(NamedTuple):
    """A quiz in a sentence and a picture: best marks, in ten bins of ten percent."""

    people: int
    passed: int
    mean: Decimal | None
    max_mark: Decimal
    bins: list[tuple[str, int]]


class ItemStatistics(NamedTuple):
    """An item in its current words, with what first attempts say about it; the hardest first."""

    item_id: int
    kind: Kind
    stem: str
    measures: Measures


def overview(session: Session, quiz_id: int) -> Overview:
    results = best_results(session, [quiz_id]).values()
    counts = [0] * BINS
    for one in results:
        counts[min(int(one.mark * BINS / one.max_mark), BINS - 1)] += 1
    labels = [f"{n * BINS}–{n * BINS + 9}" for n in range(BINS - 1)] + ["90–100"]
    people = len(results)
    total = sum((one.mark for one in results), Decimal(0))
    return Overview(
        people=people,
        passed=sum(one.is_passed for one in results),
        mean=round(total / people, 1) if people else None,
        max_mark=max((one.max_mark for one in results), default=Decimal(0)),
        bins=list(zip(labels, counts, strict=True)),
    )


def learners(session: Session, quiz_id: int, day: date, number: int) -> Page[Learner]:
    return paged(session, _learners(quiz_id, day), _learner, number)


def all_learners(session: Session, quiz_id: int, day: date) -> list[Learner]:
    return [_learner(*row) for row in session.execute(_learners(quiz_id, day))]


def _learners(quiz_id: int, day: date) -> Rows:
    late = (
        select(func.count())
        .select_from(LateAnswer)
        .join(Sitting, Sitting.id == LateAnswer.sitting_id)
        .where(Sitting.quiz_id == quiz_id, Sitting.person_id == Person.id)
        .correlate(Person)
        .scalar_subquery()
    )
    statement: Rows = select(
        Person.id,
        Person.name,
        Person.staff_number,
        OrgUnit.name,
        func.count(Sitting.id),
        func.max(Sitting.mark),
        func.max(Sitting.max_mark),
        PASSED,
        func.max(Sitting.submitted_at),
        late,
    )
    home = and_(Membership.person_id == Person.id, Membership.is_primary, held_on(Membership, day))
    return (
        statement.join(Sitting, Sitting.person_id == Person.id)
        .outerjoin(Membership, home)
        .outerjoin(OrgUnit, OrgUnit.id == Membership.unit_id)
        .where(Sitting.quiz_id == quiz_id, Sitting.submitted_at.is_not(None))
        .group_by(Person.id, Person.name, Person.staff_number, OrgUnit.name)
        .order_by(OrgUnit.name, Person.name, Person.id)
    )


def _learner(*row: Any) -> Learner:
    learner = Learner(*row)
    return learner._replace(is_passed=bool(learner.is_passed))


def item_statistics(session: Session, quiz_id: int) -> list[ItemStatistics]:
    scores = _scores(session, quiz_id)
    words = _words(session, scores)
    found = [ItemStatistics(*words[item_id], measures(got)) for item_id, got in scores.items()]
    return sorted(found, key=lambda one: (one.measures.facility or 0, one.item_id))


def _scores(session: Session, quiz_id: int) -> dict[int, list[Score]]:
    statement: Rows = (
        select(
            ItemRevision.item_id,
            Question.mark,
            Question.max_mark,
            Sitting.mark,
            Sitting.max_mark,
        )
        .join(Sitting, Sitting.id == Question.sitting_id)
        .join(ItemRevision, ItemRevision.id == Question.revision_id)
        .where(Sitting.quiz_id == quiz_id, Sitting.attempt == 1, Sitting.submitted_at.is_not(None))
    )
    scores: defaultdict[int, list[Score]] = defaultdict(list)
    for item_id, mark, most, total, full in session.execute(statement):
        rest = (total - mark) / (full - most) if full > most else Decimal(0)
        scores[item_id].append(Score(float(mark / most), float(rest)))
    return scores


def _words(session: Session, item_ids: Iterable[int]) -> dict[int, tuple[int, Kind, str]]:
    statement = (
        select(Item.id, ItemRevision.kind, ItemRevision.stem)
        .join(ItemRevision, CURRENT)
        .where(Item.id.in_(list(item_ids)))
    )
    return {row.id: (row.id, row.kind, row.stem) for row in session.execute(statement)}


def learner_name(session: Session, person_id: int) -> str | None:
    return session.scalar(select(Person.name).where(Person.id == person_id))
