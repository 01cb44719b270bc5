"""Who stands where: the one statement behind every figure of every report.

The page, the list of names, the programs' answers and the exported file all read it, so their
numbers cannot differ. It looks at the people of one subtree, each once, and counts facts by when
they happened and memberships and exemptions by the day they held on.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache, reduce
from itertools import chain
from operator import add
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import (
    CTE,
    ColumnElement,
    Enum,
    Select,
    and_,
    bindparam,
    case,
    false,
    func,
    literal,
    not_,
    or_,
    select,
    true,
    type_coerce,
)

from courses.assignments.audience import Audience, Time, addressed, counted_on
from courses.assignments.contents import Content
from courses.assignments.facts import done_at, is_begun
from courses.assignments.models import Exemption
from courses.assignments.standing import Standing
from courses.reports.latest import latest
from lms.db import UTCDateTime
from lms.people import Membership, OrgUnit, Person
from lms.people.policy import held_on

STANDS = Enum(Standing, native_enum=False)
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
UNASKED = "unasked"  # belongs here, is asked for nothing, does nothing: in no figure


class Task(NamedTuple):
    """An assignment as a report counts it."""

    id: int
    audience: Audience
    contents: tuple[Content, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """What a report asks: how the people of a subtree stand with some tasks, as of a day.

    Facts count that happened before `until`. With `known_at` memberships and exemptions are
    taken as they were recorded at that moment: the report as it was made then.
    """

    path: str
    tasks: tuple[Task, ...]
    day: date
    until: datetime
    known_at: datetime | None = None

    @property
    def contents(self) -> tuple[Content, ...]:
        """All that is asked for, each once, in order."""
        return tuple(dict.fromkeys(chain.from_iterable(task.contents for task in self.tasks)))


def day_end(day: date, zone: ZoneInfo) -> datetime:
    """Return the first moment after a day at the school."""
    following = day + timedelta(days=1)
    return datetime(following.year, following.month, following.day, tzinfo=zone)


UNITS: Any = bindparam("units", expanding=True)


def people(question: Question, *, of_units: bool = False) -> CTE:
    """Return one row a person: where they are counted, what is asked of them, what is done.

    `of_units` leaves it to the parameter UNITS whose people they are, else it is the subtree.
    Materialized: the outer statement names the columns often, each costs a look-up.
    """
    day, known_at = question.day, question.known_at
    who = Membership.person_id
    # by unit, so that a branch is found by index without looking at the whole school
    subtree = select(OrgUnit.id).where(OrgUnit.path.startswith(question.path))
    units = UNITS if of_units else subtree
    statement = (
        select(who, OrgUnit.id.label("unit_id"), OrgUnit.path)
        .join(OrgUnit, OrgUnit.id == Membership.unit_id)
        .join(Person, Person.id == who)
        .where(counted_on(day, known_at), Membership.unit_id.in_(units))
    )
    for n, task in enumerate(question.tasks):
        exempt = select(Exemption.person_id).where(
            Exemption.assignment_id == task.id, held_on(Exemption, day, known_at)
        )
        statement = statement.add_columns(
            addressed(task.audience, Time(day, known_at), question.path).label(f"addressed_{n}"),
            who.in_(exempt).label(f"exempt_{n}"),
        )
    for n, content in enumerate(question.contents):
        done = done_at(content, who.expression, question.until)
        statement = statement.add_columns(done.label(f"done_{n}"))
    return statement.cte("people").prefix_with("MATERIALIZED")


class Marks:
    """Expressions over the rows of `people`; each is made once, which keeps the statement small."""

    def __init__(self, question: Question, rows: CTE) -> None:
        asked = [rows.c[f"addressed_{n}"] for n in range(len(question.tasks))]
        self.done = {item: rows.c[f"done_{n}"] for n, item in enumerate(question.contents)}
        self.asked = or_(false(), *asked)
        self.needs = [
            and_(is_asked, not_(rows.c[f"exempt_{n}"])) for n, is_asked in enumerate(asked)
        ]
        self.tasks = question.tasks
        self.begun = {
            item: or_(done.is_not(None), is_begun(item, rows.c.person_id, question.until))
            for item, done in self.done.items()
        }

    def standing(self) -> ColumnElement[str]:
        studies = or_(false(), *self.begun.values())
        return case(
            (not_(self.asked), case((studies, Standing.voluntary), else_=UNASKED)),
            (not_(or_(false(), *self.needs)), Standing.exempt),
            (self._completed(), Standing.completed),
            (self._in_progress(), Standing.in_progress),
            else_=Standing.not_started,
        )

    def done_count(self) -> ColumnElement[int]:
        """How many of the things that are asked for were done."""
        ones: Iterator[ColumnElement[int]] = (
            case((done.is_not(None), 1), else_=0) for done in self.done.values()
        )
        return reduce(add, ones, literal(0))

    def completed_at(self) -> ColumnElement[datetime]:
        """When the last of all that is needed was done; means something of who has completed."""
        return latest(
            literal(NEVER, UTCDateTime),
            *(
                case((needs, latest(*self._moments(task))), else_=literal(NEVER, UTCDateTime))
                for task, needs in self._needed()
            ),
        )

    def _needed(self) -> Iterator[tuple[Task, ColumnElement[bool]]]:
        return zip(self.tasks, self.needs, strict=True)

    def _moments(self, task: Task) -> list[ColumnElement[Any]]:
        return [self.done[item] for item in task.contents]

    def _completed(self) -> ColumnElement[bool]:
        return and_(
            true(),
            *(
                or_(not_(needs), and_(*(done.is_not(None) for done in self._moments(task))))
                for task, needs in self._needed()
            ),
        )

    def _in_progress(self) -> ColumnElement[bool]:
        return or_(
            false(),
            *(
                and_(needs, or_(*(self.begun[item] for item in task.contents)))
                for task, needs in self._needed()
            ),
        )


# The same question is asked all day; a third of what the answer costs is building its statement.
@lru_cache(maxsize=256)
def standings(question: Question, *, of_units: bool = False) -> Select[Any]:
    """Return the statement of who stands where: a row for each person who is in some figure."""
    rows = people(question, of_units=of_units)
    marks = Marks(question, rows)
    each = (
        select(
            rows.c.person_id,
            rows.c.unit_id,
            rows.c.path,
            marks.standing().label("standing"),
            marks.completed_at().label("last_at"),
            marks.done_count().label("done_count"),
        )
        .cte("each")
        .prefix_with("MATERIALIZED")
    )
    has_completed = each.c.standing == Standing.completed
    return select(
        each.c.person_id,
        each.c.unit_id,
        each.c.path,
        type_coerce(each.c.standing, STANDS).label("standing"),
        case((has_completed, each.c.last_at)).label("completed_at"),
        each.c.done_count,
    ).where(each.c.standing != UNASKED)


@lru_cache(maxsize=256)
def tally(question: Question, cutoffs: tuple[datetime, ...] = ()) -> Select[Any]:
    """Return the statement that counts people by unit, standing and step.

    The step is before which of the cutoffs (from 0) they had completed everything; of those who
    have not it means nothing.
    """
    each = standings(question).subquery("counted")
    step: ColumnElement[int] = literal(0)
    if cutoffs:
        steps = ((each.c.completed_at < moment, n) for n, moment in enumerate(cutoffs))
        step = case(*steps, else_=len(cutoffs))
    keys = (each.c.unit_id, each.c.path, each.c.standing, step.label("step"))
    return select(*keys, func.count()).group_by(*keys)
