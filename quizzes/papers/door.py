"""Whom upper floors admit, as a request asks it."""

from sqlalchemy import ColumnElement

from lms.people import Actor
from lms.web import current_app_
from quizzes.papers.admissions import admissions_of


def admitted(actor: Actor) -> ColumnElement[bool]:
    """Return the condition over Quiz under which this app's floors admit the actor."""
    return admissions_of(current_app_()).admit(actor)
