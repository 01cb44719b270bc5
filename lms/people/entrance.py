"""Opening a browser's session for somebody who has proved who they are."""

from flask import request

from lms import audit
from lms.db import utcnow
from lms.people import browsers, sessions, throttle
from lms.people.actor import Account, Actor
from lms.people.models import Person
from lms.web import current_database
from lms.web.session import start_session


def welcome(person: Person) -> str:
    """Open a session for the person and return the page that was asked for."""
    browser = browsers.known_to(person.id)
    with current_database().session(write=True) as session:
        token, _expires_at = sessions.open_session(session, person.id, is_api=False)
        throttle.forgive(session, person.id, address=request.remote_addr or "", browser=browser)
        audit.record(session, person.id, "session.open")
        session.commit()
    browsers.remember(person.id)
    actor = Actor(person.id, person.login, person.name)
    return start_session(
        Account(
            token,
            0,
            actor,
            seen_at=utcnow(),
        )
    )
