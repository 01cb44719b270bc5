"""Loading the demo school and taking it away again."""

from datetime import UTC, datetime, time, timedelta

from library.works.samples import load_samples
from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.demo.history import live_through, quarters, set_back, set_tasks
from courses.demo.people import COMMITTEE, DemoPeople, settle_people
from courses.demo.teaching import teach
from courses.demo.texts import course_texts
from lms import audit
from lms.config import Config
from lms.db import today
from lms.people import Actor, Person
from lms.people.queries import actor_of


def load(session: Session, settings: Config, password: str) -> None:
    """Load the whole demo school in the caller's transaction: it is there wholly or not at all."""
    day = today(settings.zone)
    people = settle_people(session, password, day)
    session.flush()
    trainer, admin = (_actor(session, people, login, day) for login in ("trainer", "admin"))
    works = load_samples(session, trainer)
    taught = teach(session, trainer, settings, course_texts(), works[0] if works else None)
    before, _now = quarters(day)
    set_back(session, taught, datetime.combine(before.starts_on, time(1), UTC) - timedelta(days=9))
    plans = set_tasks(session, admin, people.units[COMMITTEE], taught, day)
    live_through(session, _learners(people), plans, settings.zone)
    audit.record(session, None, "demo.load", people=sum(map(len, people.members.values())))


def is_there(session: Session) -> bool:
    return session.scalar(select(Person.id).where(Person.is_demo).limit(1)) is not None


def _actor(session: Session, people: DemoPeople, login: str, day: object) -> Actor:
    return actor_of(session, people.by_login[login], day)


def _learners(people: DemoPeople) -> list[Person]:
    """Everybody but those who sign in: their first step is left to whoever tries the school."""
    return [
        person
        for members in people.members.values()
        for person in members
        if person.login not in people.by_login
    ]
