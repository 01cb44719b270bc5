"""Loading the demo school."""

from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.authoring.services import share
from courses.catalogue.queries import editable_course
from courses.demo.departments import settle_departments
from courses.demo.history import (
    HISTORY,
    come_half_way,
    live_through,
    payload,
    quarters,
    set_back,
    set_tasks,
)
from courses.demo.notices import tell_samples
from courses.demo.people import COMMITTEE, SCOPE, DemoPeople, settle_people
from courses.demo.teaching import teach
from courses.demo.texts import course_texts
from library.works.samples import load_samples
from lms import audit
from lms.config import Config
from lms.db import today
from lms.jobs import enqueue
from lms.people import Actor, Person
from lms.people.queries import actor_of

READING = "reading-notes"


def load(session: Session, settings: Config, password: str) -> None:
    """Load the demo school in the caller's transaction: it is there wholly or not at all.

    The units of the demo organizer have their history at once; that of the others is written by
    a job, so that the school opens soon.
    """
    day = today(settings.zone)
    people = settle_people(session, password, day)
    settle_departments(session, people, date(day.year - 2, 7, 1))
    trainer, admin = (_actor(session, people, login, day) for login in ("trainer", "admin"))
    reading = load_samples(session)[READING]
    taught = teach(session, trainer, settings, course_texts(), reading.id)
    course = editable_course(session, trainer, taught[0].course_id)
    share(session, trainer, course, people.co_author.id, day)
    before, _now = quarters(day)
    set_back(session, taught, datetime.combine(before.starts_on, time(1), UTC) - timedelta(days=9))
    tell_samples(session, admin, people.units[COMMITTEE], day)
    terms = set_tasks(session, admin, people.units[COMMITTEE], taught, day)
    come_half_way(session, people.by_login["member"], terms, settings.zone)
    first, later = _learners(people)
    for person in first:
        live_through(session, person, terms, settings.zone)
    enqueue(session, HISTORY, payload(terms, later), key=HISTORY)
    audit.record(session, None, "demo.load", people=sum(map(len, people.members.values())))


def is_there(session: Session) -> bool:
    return session.scalar(select(Person.id).where(Person.is_demo).limit(1)) is not None


def _actor(session: Session, people: DemoPeople, login: str, day: date) -> Actor:
    return actor_of(session, people.by_login[login], day)


def _learners(people: DemoPeople) -> tuple[list[Person], list[Person]]:
    """Return who studies: below the demo organizer, and elsewhere.

    Those who sign in do not: their next step is left to whoever tries the school.
    """
    top = people.units[SCOPE["organizer"]].path
    paths = {unit.id: unit.path for unit in people.units.values()}
    first: list[Person] = []
    later: list[Person] = []
    for unit_id, members in people.members.items():
        group = first if paths[unit_id].startswith(top) else later
        group += [person for person in members if person.login not in people.by_login]
    return first, later
