"""Whose sitting it is: each rule as a predicate and, below it, as SQL over Sitting and its Quiz."""

from sqlalchemy import ColumnElement

from lms.people import Actor
from quizzes.papers.models import Quiz
from quizzes.papers.policy import managed_by, may_manage
from quizzes.sittings.models import Sitting


def may_sit_on(actor: Actor, sitting: Sitting) -> bool:
    """May answer, hand in and look back: the person who sits, nobody else."""
    return sitting.person_id == actor.id


def sat_by(actor: Actor) -> ColumnElement[bool]:
    return Sitting.person_id == actor.id


def may_inspect(actor: Actor, quiz: Quiz) -> bool:
    """May see who sat the quiz, and their answers."""
    return may_manage(actor, quiz)


def inspected_by(actor: Actor) -> ColumnElement[bool]:
    return managed_by(actor)
