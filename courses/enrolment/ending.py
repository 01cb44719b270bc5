"""Ending enrolments: what a change of the audience never does by itself, a trainer says out loud.

Whoever is on a course learns it to its end, also when the audience has moved on or the course was
retired. Ending takes those off who have not completed it; what they have learned stays theirs.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, exists, func, select, update
from sqlalchemy.orm import Session, aliased

from courses.catalogue.models import Audience, Course, CourseUnit
from courses.catalogue.policy import may_edit
from courses.enrolment.models import Enrolment
from courses.lessons.services import stop_playing
from courses.progress.models import CourseCompletion
from lms import audit
from lms.db import utcnow
from lms.errors import Conflict, demand
from lms.notices.models import Topic
from lms.notices.services.announcing import Announcement, announce
from lms.people import Actor, Membership, OrgUnit
from lms.people.policy import held_on
from media.playback.models import Lease

NOBODY = "没有需要结束的报名。"
TITLE = "课程报名已结束：%(title)s"
BODY = "教师结束了您在“%(title)s”的报名。原因：%(because)s\n已完成的内容和学时仍然保留。"


class Whom(StrEnum):
    """Those whom the course is no longer for, or everybody who has not completed it."""

    outside = "outside"
    everybody = "everybody"


class Learners(NamedTuple):
    """How many are still learning a course, and how many of them it is no longer for."""

    everybody: int
    outside: int


class Ending(NamedTuple):
    """Whose enrolments are ended, and why, in words that they read."""

    whom: Whom
    because: str


def learners(session: Session, course: Course, day: date) -> Learners:
    counted = select(func.count()).select_from(Enrolment).where(_unfinished(course.id))
    everybody = session.scalar(counted) or 0
    outside = session.scalar(counted.where(_outside(course, day))) or 0
    return Learners(everybody, outside)


def end(session: Session, actor: Actor, course: Course, wanted: Ending, day: date) -> int:
    """Take people off a course, tell them why, and return how many; their seats are free again."""
    demand(may_edit(actor, course))
    chosen = _unfinished(course.id)
    if wanted.whom is Whom.outside:
        chosen = and_(chosen, _outside(course, day))
    ids = select(Enrolment.id).where(chosen)
    now = utcnow()
    ending = update(Enrolment).where(Enrolment.id.in_(ids)).returning(Enrolment.id)
    ended = session.scalars(ending.values(ended_at=now, ended_because=wanted.because)).all()
    if not ended:
        raise Conflict(NOBODY)
    left = update(Course).where(Course.id == course.id)
    session.execute(left.values(taken=Course.taken - len(ended)))
    _stop_players(session, course.id, now)
    _tell(session, course, wanted.because, now)
    details = {"whom": str(wanted.whom), "because": wanted.because, "people": len(ended)}
    audit.record(session, actor.id, "course.end_enrolments", f"course:{course.id}", **details)
    return len(ended)


def _unfinished(course_id: int) -> ColumnElement[bool]:
    completed = exists().where(CourseCompletion.enrolment_id == Enrolment.id)
    return and_(
        Enrolment.course_id == course_id,
        Enrolment.ended_at.is_(None),
        ~completed.correlate(Enrolment),
    )


def _outside(course: Course, day: date) -> ColumnElement[bool]:
    """Say in SQL over Enrolment whose units the course is no longer for."""
    if course.audience is Audience.everyone:
        return Enrolment.id.is_(None)
    top = aliased(OrgUnit)
    inside = (
        select(Membership.id)
        .join(OrgUnit, OrgUnit.id == Membership.unit_id)
        .join(top, OrgUnit.path.startswith(top.path))
        .join(CourseUnit, CourseUnit.unit_id == top.id)
        .where(
            CourseUnit.course_id == course.id,
            Membership.person_id == Enrolment.person_id,
            held_on(Membership, day),
        )
        .correlate(Enrolment)
    )
    return ~inside.exists()


def _ended(course_id: int, at: datetime) -> ColumnElement[bool]:
    return and_(Enrolment.course_id == course_id, Enrolment.ended_at == at)


def _stop_players(session: Session, course_id: int, at: datetime) -> None:
    """End what those who were taken off are playing of the course just now."""
    watching = (
        select(Enrolment.person_id, Enrolment.version_id)
        .join(Lease, and_(Lease.person_id == Enrolment.person_id, Lease.ended_at.is_(None)))
        .where(_ended(course_id, at))
        .distinct()
    )
    for person_id, version_id in session.execute(watching).all():
        stop_playing(session, person_id, version_id)


def _tell(session: Session, course: Course, because: str, at: datetime) -> None:
    said = Announcement(
        topic=Topic.course,
        title=TITLE,
        body=BODY,
        values={"title": course.title, "because": because},
        link=f"/courses/{course.id}",
        key=f"course.end:{course.id}:{at.timestamp()}",
    )
    announce(session, said, select(Enrolment.person_id).where(_ended(course.id, at)))
