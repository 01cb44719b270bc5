"""What upper floors say of a quiz, as a request asks it."""

from sqlalchemy import ColumnElement

from lms.people import Actor
from lms.web import current_app_, current_session
from quizzes.papers.admissions import admissions_of
from quizzes.papers.places import Place, places_of


def admitted(actor: Actor) -> ColumnElement[bool]:
    """Return the condition over Quiz under which this app's floors admit the actor."""
    return admissions_of(current_app_()).admit(actor)


def places(actor: Actor, quiz_id: int) -> list[Place]:
    """Return the pages that hold the quiz for the actor."""
    return places_of(current_app_()).of(current_session(), actor, quiz_id)
