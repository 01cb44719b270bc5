"""The rest of the demo school's half year, lived through after the school has opened."""

from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import exists, select

from courses.demo.history import Term, live_through
from courses.demo.teaching import SampleCourse
from courses.enrolment.models import Enrolment
from lms.jobs import Run, handler
from lms.people import Person

HISTORY = "demo.history"


def payload(terms: list[Term], people: list[Person]) -> dict[str, Any]:
    told = [{**asdict(term), "starts_on": term.starts_on.isoformat()} for term in terms]
    return {"terms": told, "people": [person.id for person in people]}


@handler(HISTORY)
def write_history(run: Run) -> None:
    """A person a transaction; who has studied already is left as they are."""
    terms = [_term(told) for told in run.payload["terms"]]
    people = run.payload["people"]
    for number, person_id in enumerate(people):
        with run.writing() as session:
            waiting = select(Person).where(
                Person.id == person_id, ~exists().where(Enrolment.person_id == Person.id)
            )
            person = session.scalar(waiting)
            if person:
                live_through(session, person, terms, run.settings.zone)
        run.progress(number / len(people))


def _term(told: dict[str, Any]) -> Term:
    courses = (
        SampleCourse(one["course_id"], tuple(one["asset_ids"]), one["quiz_id"])
        for one in told["courses"]
    )
    return Term(date.fromisoformat(told["starts_on"]), tuple(courses))
