"""What a quiz's makers read about how it went."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, NamedTuple

from sqlalchemy import Select, SQLColumnExpression, and_, func, literal, or_, select
from sqlalchemy.orm import Session

from lms.db import Page, paged
from lms.people import Membership, OrgUnit, Person
from lms.people.policy import home_on
from quizzes.sittings.models import LateAnswer, Sitting
from quizzes.sittings.queries import best_results
from quizzes.sittings.queries.results import PASSED

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


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which people a list is to show, and in which order; a minus turns it round."""

    text: str = ""
    is_passed: bool | None = None
    sort: str = "unit"


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


def learners(
    session: Session, quiz_id: int, day: date, wanted: Wanted, number: int
) -> Page[Learner]:
    return paged(session, _wanted(_learners(quiz_id, day), wanted), _learner, number)


def all_learners(session: Session, quiz_id: int, day: date, wanted: Wanted) -> list[Learner]:
    found = session.execute(_wanted(_learners(quiz_id, day), wanted))
    return [_learner(*row) for row in found]


def _wanted(statement: Rows, wanted: Wanted) -> Rows:
    if wanted.text:
        statement = statement.where(
            or_(
                Person.name.contains(wanted.text, autoescape=True),
                Person.staff_number == wanted.text,
            )
        )
    if wanted.is_passed is not None:
        statement = statement.having(literal(int(wanted.is_passed)) == PASSED)
    columns = ORDERS.get(wanted.sort.removeprefix("-"), ORDERS["unit"])
    turned = [one.desc() if wanted.sort.startswith("-") else one.asc() for one in columns]
    return statement.order_by(*turned, Person.id)


ORDERS: Final[Mapping[str, Sequence[SQLColumnExpression[Any]]]] = {
    "unit": (OrgUnit.name, Person.name),
    "name": (Person.name,),
    "mark": (func.max(Sitting.mark), Person.name),
    "last": (func.max(Sitting.submitted_at),),
}


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
    home = and_(Membership.person_id == Person.id, home_on(day))
    return (
        statement.select_from(Person)
        .join(Sitting, Sitting.person_id == Person.id)
        .outerjoin(Membership, home)
        .outerjoin(OrgUnit, OrgUnit.id == Membership.unit_id)
        .where(Sitting.quiz_id == quiz_id, Sitting.submitted_at.is_not(None))
        .group_by(Person.id, Person.name, Person.staff_number, OrgUnit.name)
    )


def _learner(*row: Any) -> Learner:
    learner = Learner(*row)
    return learner._replace(is_passed=bool(learner.is_passed))


def learner_name(session: Session, person_id: int) -> str | None:
    return session.scalar(select(Person.name).where(Person.id == person_id))
