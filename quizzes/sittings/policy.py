"""Whose sitting it is: each rule as a predicate and, below it, as SQL over Sitting and its Quiz."""

from sqlalchemy import ColumnElement, exists, or_

from lms.people import Actor
from quizzes.papers.models import Quiz
from quizzes.papers.policy import managed_by, may_manage, may_sit, sittable
from quizzes.sittings.models import Sitting


def may_sit_on(actor: Actor, sitting: Sitting) -> bool:
    """May answer, hand in and look back: the person who sits, nobody else."""
    return sitting.person_id == actor.id


def sat_by(actor: Actor) -> ColumnElement[bool]:
    return Sitting.person_id == actor.id


def may_open(quiz: Quiz, *, is_admitted: bool, has_sat: bool) -> bool:
    """May see a quiz's rules and the own attempts at it, also when it is closed to new ones."""
    return may_sit(quiz, is_admitted=is_admitted) or has_sat


def openable_by(actor: Actor, admitted: ColumnElement[bool]) -> ColumnElement[bool]:
    has_sat = exists().where(Sitting.quiz_id == Quiz.id, sat_by(actor))
    return or_(sittable(admitted), has_sat)


def may_inspect(actor: Actor, quiz: Quiz) -> bool:
    """May see who sat the quiz, and their answers."""
    return may_manage(actor, quiz)


def inspected_by(actor: Actor) -> ColumnElement[bool]:
    return managed_by(actor)
