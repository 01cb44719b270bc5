"""The learners of a course, as those to whom a notice can be sent."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import Session, selectinload

from courses.catalogue.models import Course
from courses.catalogue.policy import editable_by, may_edit
from courses.enrolment.models import Enrolment
from lms.db import one_or_refuse
from lms.notices.audiences import Audience, Offer, Wish
from lms.people import Actor, Membership, OrgUnit
from lms.people.policy import held_on, organized_by

MOST_OFFERED = 200


def offers(session: Session, actor: Actor, day: date) -> list[Offer]:
    """Return the actor's own courses, and those that people learn whom they organize."""
    statement = (
        select(Course.id, Course.title)
        .where(_written_to_by(actor, day))
        .order_by(Course.published_at.desc(), Course.id.desc())
        .limit(MOST_OFFERED)
    )
    return [Offer(*row) for row in session.execute(statement)]


def learners(session: Session, actor: Actor, wish: Wish) -> Audience:
    """Return who learns a course; to who does not edit it, only people whom they organize."""
    chosen = select(Course).where(Course.id == wish.id, _written_to_by(actor, wish.day))
    course = one_or_refuse(session, chosen.options(selectinload(Course.co_trainers)))
    people = _learners(wish.day).where(Enrolment.course_id == course.id)
    if not may_edit(actor, course):
        people = people.where(organized_by(actor))
    return Audience(f"《{course.title}》", people)


def _learners(day: date) -> Select[*tuple[Any, ...]]:
    """Return the learners of all courses, each with their unit; not those who were taken off."""
    home = and_(
        Membership.person_id == Enrolment.person_id,
        Membership.is_primary,
        held_on(Membership, day),
    )
    return (
        select(Enrolment.person_id, Membership.unit_id)
        .outerjoin(Membership, home)
        .outerjoin(OrgUnit, OrgUnit.id == Membership.unit_id)
        .where(Enrolment.ended_at.is_(None))
    )


def _written_to_by(actor: Actor, day: date) -> ColumnElement[bool]:
    organized = _learners(day).where(Enrolment.course_id == Course.id, organized_by(actor))
    return or_(editable_by(actor), exists(organized.correlate(Course)))
