"""The home page of one person, put together."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from courses.assignments.items import CourseItem
from courses.assignments.mine import Whose, tasks_of, whose
from courses.home import queries
from courses.home.queries import Begun, Earned, Goal, Novelty, Quote
from courses.home.steps import Line, Section, next_line, sections
from courses.reports.asking import Clock
from lms.notices.queries import Item, latest
from lms.people import Actor, Role


@dataclass(frozen=True, slots=True)
class Home:
    """`line` is the next step; when no task asks for one, `begun` or what is new comes next."""

    who: Whose | None
    sections: list[Section]
    line: Line | None
    begun: Begun | None
    goal: Goal | None
    novelties: list[Novelty]
    earned: Earned
    notices: list[Item]
    quote: Quote | None


def home(session: Session, actor: Actor, clock: Clock) -> Home:
    who = whose(session, actor.id, actor.roles - {Role.member}, clock.today)
    found = sections(tasks_of(session, who, clock.now) if who else [], clock.today)
    line = next_line(found, clock.now)
    begun = None if line else queries.begun_course(session, actor.id)
    return Home(
        who=who,
        sections=found,
        line=line,
        begun=begun,
        goal=_goal(session, actor, line, begun),
        novelties=queries.new_courses(session, actor, _asked_courses(found)),
        earned=queries.earned(session, actor.id, clock.today.year, clock.zone),
        notices=latest(session, actor.id),
        quote=queries.quote_of(session, clock.today),
    )


def _goal(session: Session, actor: Actor, line: Line | None, begun: Begun | None) -> Goal | None:
    """Return where the course of the next step goes on, if it was taken already."""
    item = line.item if line else begun
    if not isinstance(item, CourseItem | Begun) or item.enrolment_id is None:
        return None
    return queries.goal(session, actor.id, item.enrolment_id, item.version_id or 0)


def _asked_courses(found: list[Section]) -> list[int]:
    lines = (line for section in found for line in section.lines)
    return [line.item.id for line in lines if isinstance(line.item, CourseItem)]
