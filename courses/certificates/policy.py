"""Who may read and who may revoke a certificate: each rule as a predicate and, below it, as SQL.

`certificate.course` has to be loaded for the predicates.
"""

from datetime import date

from sqlalchemy import ColumnElement, exists, or_

from courses.catalogue.models import Course
from courses.catalogue.policy import editable_by, may_edit
from courses.certificates.models import Certificate
from lms.people import Actor, Person
from lms.people.policy import people_overseen_by


def may_revoke(actor: Actor, certificate: Certificate) -> bool:
    """An administrator, and who teaches the course."""
    return may_edit(actor, certificate.course)


def revoked_by(actor: Actor) -> ColumnElement[bool]:
    return exists().where(Course.id == Certificate.course_id, editable_by(actor))


def readable_by(actor: Actor, day: date) -> ColumnElement[bool]:
    """Say in SQL whose certificates the actor may read in full: their own, and those in charge of.

    Whom somebody oversees only the database knows, so there is no predicate beside it.
    """
    overseen = exists().where(Person.id == Certificate.person_id, people_overseen_by(actor, day))
    return or_(Certificate.person_id == actor.id, overseen, revoked_by(actor))
