"""Who may make, see and sit a quiz: each rule as a predicate and, below it, as SQL over Quiz.

Whether a higher floor admits the actor is passed in: see `quizzes.papers`.
"""

from sqlalchemy import ColumnElement, and_, false, or_, true

from lms.people import Actor, Role
from quizzes.papers.models import Quiz, Visibility


def may_manage(actor: Actor, quiz: Quiz) -> bool:
    """May change the quiz and see who sat it, and how."""
    return actor.has(Role.admin) or (actor.has(Role.trainer) and quiz.owner_id == actor.id)


def managed_by(actor: Actor) -> ColumnElement[bool]:
    if actor.has(Role.admin):
        return true()
    return and_(Quiz.owner_id == actor.id, true() if actor.has(Role.trainer) else false())


def may_sit(quiz: Quiz, *, is_admitted: bool) -> bool:
    """Say whether the quiz is there for somebody; whether it is open now is another matter.

    A retired quiz takes nobody new, but whoever was given it can finish what it is part of.
    """
    is_open = quiz.visibility is Visibility.everyone and quiz.retired_at is None
    return quiz.is_published and (is_open or is_admitted)


def sittable(admitted: ColumnElement[bool]) -> ColumnElement[bool]:
    is_open = and_(Quiz.visibility == Visibility.everyone, Quiz.retired_at.is_(None))
    return and_(Quiz.published_at.is_not(None), or_(is_open, admitted))
