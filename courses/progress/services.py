"""Awarding: what the facts have earned is written once, in the transaction of the last fact."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from courses.catalogue.models import LessonKind
from courses.catalogue.outline import Subject
from courses.certificates import services as certificates
from courses.enrolment.models import Enrolment
from courses.progress import queries
from courses.progress.evidence import gather
from courses.progress.models import CourseCompletion, LessonCompletion
from courses.progress.queries import Unfinished
from courses.progress.rules import NOTHING, Rule
from lms.db import insert_once
from lms.facts import Fact

ABOUT: Mapping[str, LessonKind] = {
    "video.watched": LessonKind.video,
    "document.read": LessonKind.document,
    "sitting.handed_in": LessonKind.quiz,
    "sitting.marked": LessonKind.quiz,
    "reading.progressed": LessonKind.reading,
}


def note(session: Session, fact: Fact) -> None:
    """Listen to a fact: award the lessons that it completes, in whatever courses."""
    subject = Subject(ABOUT[fact.kind], fact.subject_id)
    unfinished = queries.unfinished_about(session, fact.person_id, subject)
    _award_earned(session, unfinished, fact.at)


def settle(session: Session, enrolment_id: int, at: datetime) -> None:
    """Award what the facts have earned by now. Settling twice awards once."""
    _award_earned(session, queries.unfinished_of(session, enrolment_id), at)


def _award_earned(session: Session, unfinished: list[Unfinished], at: datetime) -> None:
    if not unfinished:
        return
    subjects = {item.subject for item in unfinished}
    known = gather(session, unfinished[0].person_id, subjects)
    for item in unfinished:
        verdict = Rule.from_data(item.rule).judge(known.get(item.subject, NOTHING))
        if verdict.is_begun and not item.is_started:
            start(session, item.enrolment_id, at)
        if verdict.is_complete:
            _award(session, item, at)


def start(session: Session, enrolment_id: int, at: datetime) -> None:
    """Note when a course was begun. The first moment stays."""
    begun = update(Enrolment).where(Enrolment.id == enrolment_id, Enrolment.started_at.is_(None))
    session.execute(begun.values(started_at=at))


def _award(session: Session, item: Unfinished, at: datetime) -> None:
    """Complete a lesson and, when it is the last required one, the course.

    The lock on the enrolment puts two last lessons, earned at the same moment, one after the
    other: the second sees that nothing is left.
    """
    mine = Enrolment.id == item.enrolment_id
    if session.scalar(select(Enrolment.id).where(mine).with_for_update()) is None:
        return  # withdrawn a moment ago
    key = {"enrolment_id": item.enrolment_id, "lesson_id": item.lesson_id}
    if not insert_once(session, LessonCompletion, **key, awarded_at=at):
        return
    counted = update(Enrolment).where(mine)
    counted = counted.values(
        lessons_done=Enrolment.lessons_done + 1,
        required_left=Enrolment.required_left - int(item.is_required),
    )
    if session.scalar(counted.returning(Enrolment.required_left)) == 0:
        _complete(session, item, at)


def _complete(session: Session, item: Unfinished, at: datetime) -> None:
    """Complete the course and, in the same breath, certify it."""
    is_new = insert_once(
        session,
        CourseCompletion,
        enrolment_id=item.enrolment_id,
        person_id=item.person_id,
        course_id=item.course_id,
        completed_at=at,
        nominal_hours=item.course_hours,
    )
    if is_new:
        certificates.issue(session, item.enrolment_id)
