"""From what somebody asks for (a task, a course, a period, a day) to the question of a report."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session

from courses.assignments import contents
from courses.assignments.audience import audience_of
from courses.assignments.contents import Content
from courses.assignments.models import Assignment, AssignmentContent, ContentKind
from courses.assignments.policy import readable_by, touching
from courses.assignments.queries import WHOLE
from courses.catalogue.models import Course
from courses.reports.standing import Question, Task, day_end
from lms.errors import FieldError, Invalid, NotFound
from lms.people import Actor

MOST_OFFERED = 200


class Asked(NamedTuple):
    """What a reader asked for. Without a task: all of a period, or all that hold a course.

    `recorded_by` asks for the report as it was made at that moment.
    """

    task: int | None = None
    course: int | None = None
    period: str = ""
    as_of: date | None = None
    recorded_by: datetime | None = None


class Offer(NamedTuple):
    """A task as a report offers it."""

    id: int
    title: str
    period: str
    starts_on: date
    deadline: date
    is_mandatory: bool


class Clock(NamedTuple):
    """The present moment at the school."""

    now: datetime
    zone: ZoneInfo

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()


def offers(session: Session, actor: Actor, path: str, also: int | None = None) -> list[Offer]:
    """Return the tasks that could be for people of a subtree, the latest deadline first.

    `also` is the task that is being looked at: the way down leads past units it is not for.
    """
    statement = (
        select(
            Assignment.id,
            Assignment.title,
            Assignment.period,
            Assignment.starts_on,
            Assignment.deadline,
            Assignment.is_mandatory,
        )
        .where(
            readable_by(actor),
            or_(touching(path), Assignment.id == also),
            Assignment.withdrawn_at.is_(None),
        )
        .order_by(Assignment.deadline.desc(), Assignment.id.desc())
        .limit(MOST_OFFERED)
    )
    return [Offer(*row) for row in session.execute(statement)]


class CourseOffer(NamedTuple):
    """A course that some of the offered tasks ask for."""

    id: int
    title: str
    tasks: frozenset[int]


def course_offers(session: Session, task_ids: Iterable[int]) -> list[CourseOffer]:
    statement = (
        select(Course.id, Course.title, AssignmentContent.assignment_id)
        .join(AssignmentContent, AssignmentContent.course_id == Course.id)
        .where(AssignmentContent.assignment_id.in_(list(task_ids)))
        .order_by(Course.title, Course.id)
    )
    tasks: dict[tuple[int, str], set[int]] = {}
    for course_id, title, task_id in session.execute(statement):
        tasks.setdefault((course_id, title), set()).add(task_id)
    return [CourseOffer(*course, frozenset(ids)) for course, ids in tasks.items()]


def first_choice(offered: Sequence[Offer], day: date) -> int | None:
    """Return the task to begin with: running before over before coming, mandatory, due soonest."""

    def _key(offer: Offer) -> tuple[int, bool, int]:
        if offer.starts_on > day:
            return 2, not offer.is_mandatory, (offer.starts_on - day).days
        is_over = offer.deadline < day
        return int(is_over), not offer.is_mandatory, abs((offer.deadline - day).days)

    return min(offered, key=_key).id if offered else None


def meant(asked: Asked, offered: Sequence[Offer], day: date) -> Asked:
    """Return what is meant where nothing is named: the task that matters now."""
    if asked.task or asked.course or asked.period:
        return asked
    return asked._replace(task=first_choice(offered, day))


class Inquiry(NamedTuple):
    """The question of a report with the tasks it is about."""

    question: Question
    tasks: Sequence[Assignment]


def inquiry(session: Session, actor: Actor, path: str, asked: Asked, clock: Clock) -> Inquiry:
    """Return what was asked about a subtree. Refuses tasks out of reach and days to come."""
    day = asked.as_of or clock.today
    if day > clock.today:
        raise Invalid(errors=[FieldError("as_of", "截至日期不能晚于今天。")])
    end = day_end(day, clock.zone)
    until = min(end, asked.recorded_by) if asked.recorded_by else end
    found = _assignments(session, actor, path, asked)
    tasks = tuple(_task(row, asked.course) for row in found)
    return Inquiry(Question(path, tasks, day, until, asked.recorded_by), found)


def _assignments(session: Session, actor: Actor, path: str, asked: Asked) -> Sequence[Assignment]:
    statement = (
        select(Assignment)
        .where(readable_by(actor), *_chosen(asked, path))
        .order_by(Assignment.deadline.desc(), Assignment.id.desc())
        .options(*WHOLE)
    )
    found = session.scalars(statement).all()
    if asked.task and not asked.course and not found:
        raise NotFound("没有找到这个学习任务。")
    return found


def _chosen(asked: Asked, path: str) -> list[ColumnElement[bool]]:
    """Choose one task, or those that could be for the subtree and stand.

    A whole period counts what is mandatory.
    """
    chosen: list[ColumnElement[bool]] = []
    if asked.course:
        chosen.append(
            exists().where(
                AssignmentContent.assignment_id == Assignment.id,
                AssignmentContent.course_id == asked.course,
            )
        )
    if asked.task:
        return [*chosen, Assignment.id == asked.task]
    chosen += [touching(path), Assignment.withdrawn_at.is_(None)]
    if asked.period:
        chosen.append(Assignment.period == asked.period)
    if not asked.course:
        chosen.append(Assignment.is_mandatory.is_(True))
    return chosen


def _task(assignment: Assignment, course: int | None) -> Task:
    wanted = tuple(contents.of(assignment))
    if course:
        wanted = tuple(item for item in wanted if item == Content(ContentKind.course, course))
    return Task(assignment.id, audience_of(assignment), wanted)
