"""Who can be reminded of a task, who was lately, and who can only be reached in person."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.assignments.models import Assignment
from courses.assignments.standing import Standing
from courses.assignments.telling import subject_of
from courses.reports.asking import Asked, Clock, inquiry
from courses.reports.queries import Narrow, PersonRow, accounts, people_statement
from lms.db import one_or_refuse
from lms.notices.models import Notice
from lms.notices.services.reminding import Errand, Late, lately, remind
from lms.notices.services.sending import Draft
from lms.notices.words import LEFT, NAME
from lms.people import Actor, OrgUnit
from lms.people.policy import organized_by

STATES = (Standing.not_started, Standing.in_progress)


class Round(NamedTuple):
    """A task and the people of a unit who are not through with it.

    `silent` have an account that was never opened: nothing reaches them here.
    """

    unit: OrgUnit
    task: Assignment
    state: Standing
    days: int
    asked: int
    late: Sequence[PersonRow]
    reminded: Sequence[PersonRow]
    silent: Sequence[PersonRow]

    @property
    def subject(self) -> str:
        return subject_of(self.task.id)

    def told(self, row: PersonRow) -> dict[str, object]:
        return {NAME: row.name, LEFT: self.asked - row.done_count}


def may_remind_here(session: Session, actor: Actor, unit_id: int) -> bool:
    """Say whether the actor organizes the unit: a reader of its report only reads."""
    found = select(OrgUnit.id).where(OrgUnit.id == unit_id, organized_by(actor))
    return session.scalar(found) is not None


class Wanted(NamedTuple):
    """Which people are to be reminded: those of a unit who stand so with a task.

    Nobody is who was reminded of it in the last `days`.
    """

    unit_id: int
    task_id: int
    state: Standing
    days: int


def round_of(session: Session, actor: Actor, wanted: Wanted, clock: Clock) -> Round:
    """Return whom a reminder reaches now. Refuses units that the actor does not organize."""
    chosen = select(OrgUnit).where(OrgUnit.id == wanted.unit_id, organized_by(actor))
    unit = one_or_refuse(session, chosen)
    found = inquiry(session, actor, unit.path, Asked(task=wanted.task_id), clock)
    statement = people_statement(found.question, Narrow(wanted.state))
    rows = [PersonRow(*row) for row in session.execute(statement)]
    known = accounts(session, [row.id for row in rows])
    before = lately(session, subject_of(wanted.task_id), wanted.days)
    reached = [row for row in rows if known[row.id].is_active and known[row.id].has_password]
    return Round(
        unit=unit,
        task=found.tasks[0],
        state=wanted.state,
        days=wanted.days,
        asked=len(found.question.contents),
        late=[row for row in reached if row.id not in before],
        reminded=[row for row in reached if row.id in before],
        silent=[row for row in rows if row not in reached],
    )


def send(session: Session, actor: Actor, about: Round, draft: Draft) -> Notice:
    """Remind them, each with their own name and what they still owe."""
    late = [Late(row.id, row.unit_id, about.told(row)) for row in about.late]
    errand = Errand(about.subject, about.task.title, about.unit, about.days)
    return remind(session, actor, errand, draft, late)
