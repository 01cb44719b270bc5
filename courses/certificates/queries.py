"""What pages and files read of certificates."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session, joinedload

from courses.catalogue.models import Course
from courses.certificates.models import Certificate
from courses.certificates.numbers import understood
from courses.certificates.policy import readable_by, revoked_by
from lms.db import Page, one_or_refuse, paged
from lms.people import Actor, Membership, OrgUnit
from lms.people.policy import held_on, overseen_by


class Certified(NamedTuple):
    """A certificate as it is shown: what it says, and whether it holds."""

    id: int
    number: str
    person_id: int
    course_id: int
    name: str
    unit: str
    title: str
    hours: Decimal
    completed_at: datetime
    issuer: str
    issued_at: datetime
    revoked_at: datetime | None
    reason: str


COLUMNS: Final = tuple(getattr(Certificate, name) for name in Certified._fields)


def of_person(session: Session, person_id: int) -> list[Certified]:
    """Return somebody's certificates, the latest first."""
    statement = _listed().where(Certificate.person_id == person_id)
    return [Certified(*row) for row in session.execute(statement)]


def of_course(session: Session, person_id: int, course_id: int) -> Certified | None:
    statement = _listed().where(
        Certificate.person_id == person_id, Certificate.course_id == course_id
    )
    row = session.execute(statement).one_or_none()
    return Certified(*row) if row else None


def numbered(session: Session, number: str) -> Certified | None:
    row = session.execute(_listed().where(Certificate.number == number)).one_or_none()
    return Certified(*row) if row else None


def readable(session: Session, actor: Actor, certificate_id: int, day: date) -> Certified:
    """Return a certificate that the actor may read in full."""
    wanted = select(Certificate).where(Certificate.id == certificate_id, readable_by(actor, day))
    found = one_or_refuse(session, wanted)
    return Certified(*(getattr(found, name) for name in Certified._fields))


def may_read(session: Session, actor: Actor, certificate_id: int, day: date) -> bool:
    wanted = select(Certificate.id).where(Certificate.id == certificate_id, readable_by(actor, day))
    return session.scalar(wanted) is not None


def revocable(session: Session, actor: Actor, certificate_id: int) -> Certificate:
    wanted = select(Certificate).where(Certificate.id == certificate_id, revoked_by(actor))
    course = joinedload(Certificate.course).selectinload(Course.co_trainers)
    return one_or_refuse(session, wanted.options(course))


def given_by(
    session: Session, actor: Actor, course_id: int, words: str, number: int
) -> Page[Certified]:
    """Return the certificates of a course that the actor may revoke, narrowed by name or number."""
    statement = _listed().where(
        Certificate.course_id == course_id, revoked_by(actor), *_called(words)
    )
    return paged(session, statement, Certified, number)


class Gathered(NamedTuple):
    """Whose certificates: those of who belongs to a subtree on a day, of one course or any."""

    path: str
    day: date
    course_id: int | None = None


def gathered(session: Session, actor: Actor, wanted: Gathered, number: int = 1) -> Page[Certified]:
    return paged(session, _gathered(actor, wanted), Certified, number)


def gathered_valid(session: Session, actor: Actor, wanted: Gathered) -> list[Certified]:
    """Return the certificates of a subtree that hold, by unit and name: as they are printed."""
    statement = _gathered(actor, wanted).where(Certificate.revoked_at.is_(None))
    return [Certified(*row) for row in session.execute(statement)]


def gathered_courses(session: Session, actor: Actor, wanted: Gathered) -> list[tuple[int, str]]:
    """Return the courses that the certificates of a subtree are about."""
    about = _gathered(actor, wanted._replace(course_id=None)).order_by(None)
    courses = about.with_only_columns(Certificate.course_id, Certificate.title).distinct()
    return [(row[0], row[1]) for row in session.execute(courses.order_by(Certificate.title))]


def _gathered(actor: Actor, wanted: Gathered) -> Select[Any]:
    belongs: list[ColumnElement[bool]] = [
        Membership.is_primary.is_(True),
        held_on(Membership, wanted.day),
        overseen_by(actor),
        OrgUnit.path.startswith(wanted.path),
    ]
    if wanted.course_id:
        belongs.append(Certificate.course_id == wanted.course_id)
    return (
        select(*COLUMNS)
        .join(Membership, Membership.person_id == Certificate.person_id)
        .join(OrgUnit, OrgUnit.id == Membership.unit_id)
        .where(*belongs)
        .order_by(OrgUnit.path, Certificate.name, Certificate.id)
    )


def _listed() -> Select[Any]:
    return select(*COLUMNS).order_by(Certificate.completed_at.desc(), Certificate.id.desc())


def _called(words: str) -> list[ColumnElement[bool]]:
    if not words:
        return []
    number = understood(words)
    if number:
        return [Certificate.number == number]
    return [Certificate.name.contains(words, autoescape=True)]
