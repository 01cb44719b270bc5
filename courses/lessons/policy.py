"""Who may learn a lesson: whoever is on a version that holds it, unless that has been ended.

The rule as a predicate and, below it, as SQL over VersionLesson; below that, what it opens on
other floors.
"""

from sqlalchemy import ColumnElement, exists

from courses.catalogue.models import LessonKind, VersionLesson
from courses.enrolment.models import Enrolment
from lms.people import Actor
from quizzes.papers.models import Quiz


def may_learn(actor: Actor, lesson: VersionLesson, enrolment: Enrolment | None) -> bool:
    """`enrolment` is the actor's in the course of the lesson, if there is one."""
    return (
        enrolment is not None
        and enrolment.ended_at is None
        and enrolment.person_id == actor.id
        and enrolment.version_id == lesson.version_id
    )


def learned_by(actor: Actor) -> ColumnElement[bool]:
    mine = exists().where(
        Enrolment.person_id == actor.id,
        Enrolment.version_id == VersionLesson.version_id,
        Enrolment.ended_at.is_(None),
    )
    return mine.correlate(VersionLesson)


def admitted_by_course(actor: Actor) -> ColumnElement[bool]:
    """Say in SQL over Quiz which quizzes the actor's courses give them to sit."""
    given = exists().where(
        VersionLesson.kind == LessonKind.quiz,
        VersionLesson.ref_id == Quiz.id,
        learned_by(actor),
    )
    return given.correlate(Quiz)
