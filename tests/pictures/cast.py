"""The people of the demo school who can sign in."""

from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.db import today
from lms.people import Actor, Person
from lms.people.queries import actor_of
from lms.web import LMS

Records = dict[str, object]


class Cast(NamedTuple):
    member: Actor
    trainer: Actor
    organizer: Actor
    auditor: Actor
    admin: Actor


def cast(session: Session, app: LMS) -> Cast:
    day = today(app.settings.zone)
    known = session.scalars(select(Person).where(Person.login.in_(Cast._fields)))
    people = {one.login: one for one in known}
    return Cast(*(actor_of(session, people[login], day) for login in Cast._fields))
