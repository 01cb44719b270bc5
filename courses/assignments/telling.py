"""What people are told of their tasks: that one is theirs, and that it will be due.

Who has done it already, or is exempt, is told nothing.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from courses.assignments import contents
from courses.assignments.audience import Time, addressed, audience_of
from courses.assignments.facts import done_at
from courses.assignments.models import Assignment, Exemption
from courses.assignments.queries import WHOLE
from lms.db import day_of, utcnow
from lms.notices.models import Topic
from lms.notices.services.announcing import Announcement, People, announce, retract
from lms.notices.services.reminding import reminded_since
from lms.people import Person
from lms.people.policy import held_on

WARNINGS: Final = (3, 1)  # days before the deadline
HOME: Final = "/"
LATELY: Final = timedelta(days=1)
MANDATORY: Final = "必修，%(starts_on)s开始，%(deadline_on)s截止。请在首页查看要学的内容。"
ELECTIVE: Final = "选修，%(starts_on)s开始，%(deadline_on)s截止。请在首页查看要学的内容。"
DUE: Final = "还有 %(left)s 天截止，您还没有全部完成。如有困难请联系支部。"
DUE_TODAY: Final = "今天截止，您还没有全部完成。如有困难请联系支部。"


class Due(NamedTuple):
    """A task of which people are to be reminded today."""

    task: Assignment
    days: int


def tell_assigned(session: Session, task: Assignment, day: date) -> bool:
    """Tell everybody whom a new task addresses; of one that is over there is nothing to tell."""
    if task.deadline < day:
        return False
    session.refresh(task, ["units", "contents"])
    said = Announcement(
        topic=Topic.task,
        title="新的学习任务：%(title)s",
        body=MANDATORY if task.is_mandatory else ELECTIVE,
        values=_values(task),
        link=HOME,
        key=_key(task),
    )
    return announce(session, said, owing(task, day))


def take_back(session: Session, task: Assignment, by: int) -> None:
    """Take back what was told of a task that is withdrawn."""
    warned = (_due_key(task, days) for days in WARNINGS)
    for key in (_key(task), *warned):
        retract(session, key, "学习任务已撤回。", by)


def tell_due(session: Session, due: Due, day: date) -> bool:
    """Tell who has not done a task that it will be due; once for each warning and deadline."""
    task, left = due.task, (due.task.deadline - day).days
    said = Announcement(
        topic=Topic.due,
        title="学习任务 %(deadline_on)s截止：%(title)s",
        body=DUE if left else DUE_TODAY,
        values={**_values(task), "left": left},
        link=HOME,
        key=_due_key(task, due.days),
    )
    return announce(session, said, _not_reminded(task, owing(task, day)))


def _not_reminded(task: Assignment, people: People) -> People:
    """Leave out whom an organizer has reminded a moment ago: once will do."""
    who = people.subquery("owing").c[0]
    return select(who).where(who.not_in(reminded_since(subject_of(task.id), utcnow() - LATELY)))


def subject_of(task_id: int) -> str:
    """Name a task as what people are reminded of."""
    return f"assignment:{task_id}"


def due_on(session: Session, day: date) -> Iterator[Due]:
    """Return the tasks to warn of on a day.

    A worker that slept warns late rather than not at all. Who has just been given a task is not
    told of it twice in the same days.
    """
    standing = (
        select(Assignment)
        .options(*WHOLE)
        .where(
            Assignment.withdrawn_at.is_(None),
            Assignment.starts_on <= day,
            Assignment.deadline.between(day, day + timedelta(days=max(WARNINGS))),
        )
    )
    for task in session.scalars(standing.order_by(Assignment.id)):
        days = min(
            warning for warning in WARNINGS if day + timedelta(days=warning) >= task.deadline
        )
        if day_of(session, task.created_at) < task.deadline - timedelta(days=days):
            yield Due(task, days)


def owing(task: Assignment, day: date) -> People:
    """Return who is asked for a task on a day and has not done all of it."""
    who = Person.id
    exempt = select(Exemption.person_id).where(
        Exemption.assignment_id == task.id, held_on(Exemption, day)
    )
    undone = (done_at(item, who.expression, utcnow()).is_(None) for item in contents.of(task))
    return (
        select(who)
        .where(addressed(audience_of(task), Time(day)), who.not_in(exempt))
        .where(or_(*undone))
    )


def _key(task: Assignment) -> str:
    return f"assignment.new:{task.id}"


def _due_key(task: Assignment, days: int) -> str:
    return f"assignment.due:{task.id}:{task.deadline.isoformat()}:{days}"


def _values(task: Assignment) -> dict[str, Any]:
    return {"title": task.title, "starts_on": task.starts_on, "deadline_on": task.deadline}
