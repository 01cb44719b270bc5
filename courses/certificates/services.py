"""Certifying: in the transaction that completes a course, once; revoked and reinstated by hand."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, select, update
from sqlalchemy.orm import Session

from courses.catalogue.models import CourseVersion
from courses.certificates import telling
from courses.certificates.models import Certificate
from courses.certificates.numbers import new_number
from courses.certificates.policy import may_revoke
from courses.enrolment.models import Enrolment
from courses.progress.models import CourseCompletion
from lms import audit
from lms.db import day_of, insert_once, took_effect, utcnow
from lms.errors import Conflict, demand
from lms.people import Actor, OrgUnit, Person, Role
from lms.people.queries import primary_unit

BATCH = 200
NEWS = timedelta(days=1)  # what was completed before is certified without a word


def issue(session: Session, enrolment_id: int) -> None:
    """Certify a completion, if its version of the course gives a certificate. Twice is once.

    It is dated as the completion is: both are one deed.
    """
    _issue(session, _uncertified().where(CourseCompletion.enrolment_id == enrolment_id))


def issue_missing(session: Session) -> int:
    """Certify completions from before there were certificates; return how many this call did."""
    oldest = _uncertified().order_by(CourseCompletion.completed_at).limit(BATCH)
    return _issue(session, oldest, at=utcnow())


def _uncertified() -> Select[*tuple[Any, ...]]:
    """Read the facts of completions that earn a certificate and have none."""
    theirs = and_(
        Certificate.person_id == CourseCompletion.person_id,
        Certificate.course_id == CourseCompletion.course_id,
    )
    return (
        select(
            CourseCompletion.person_id,
            CourseCompletion.course_id,
            CourseCompletion.completed_at,
            CourseCompletion.nominal_hours.label("hours"),
            CourseVersion.title,
            Person.name,
        )
        .join(Enrolment, Enrolment.id == CourseCompletion.enrolment_id)
        .join(CourseVersion, CourseVersion.id == Enrolment.version_id)
        .join(Person, Person.id == CourseCompletion.person_id)
        .outerjoin(Certificate, theirs)
        .where(CourseVersion.gives_certificate, Certificate.id.is_(None))
    )


def _issue(session: Session, wanted: Select[*tuple[Any, ...]], at: datetime | None = None) -> int:
    count = 0
    for facts in session.execute(wanted).mappings().all():
        day = day_of(session, facts["completed_at"])
        unit = primary_unit(session, facts["person_id"], day)
        number = new_number(day.year)
        is_new = insert_once(
            session,
            Certificate,
            **facts,
            number=number,
            unit=unit.name if unit else "",
            issuer=_issuer(session, unit),
            issued_at=at or facts["completed_at"],
        )
        if is_new and utcnow() - facts["completed_at"] < NEWS:
            telling.tell_issued(session, number)
        count += is_new
    return count


def _issuer(session: Session, unit: OrgUnit | None) -> str:
    """Return the committee at the head of somebody's tree, whose school this is."""
    head = select(OrgUnit.name).where(OrgUnit.parent_id.is_(None)).order_by(OrgUnit.id)
    if unit:
        head = head.where(OrgUnit.id == int(unit.path.split("/")[1]))
    return session.scalars(head).first() or ""


def revoke(session: Session, actor: Actor, certificate: Certificate, reason: str) -> None:
    """Take a certificate back, for a reason that its owner reads."""
    demand(may_revoke(actor, certificate))
    valid = update(Certificate).where(
        Certificate.id == certificate.id, Certificate.revoked_at.is_(None)
    )
    values = {"revoked_at": utcnow(), "revoked_by": actor.id, "reason": reason}
    if not took_effect(session, valid.values(**values)):
        raise Conflict("这份证书已经撤销。")
    target = f"certificate:{certificate.id}"
    audit.record(session, actor.id, "certificate.revoke", target, reason=reason)
    telling.tell_revoked(session, certificate, reason)


def reinstate(session: Session, actor: Actor, certificate: Certificate) -> None:
    """Let a revoked certificate hold again, under its old number."""
    demand(may_revoke(actor, certificate))
    if certificate.person_id == actor.id and not actor.has(Role.admin):
        raise Conflict("不能恢复自己的证书，请由其他教师或系统管理员办理。")
    revoked = update(Certificate).where(
        Certificate.id == certificate.id, Certificate.revoked_at.is_not(None)
    )
    values = {"revoked_at": None, "revoked_by": None, "reason": ""}
    if not took_effect(session, revoked.values(**values)):
        raise Conflict("这份证书没有被撤销。")
    audit.record(session, actor.id, "certificate.reinstate", f"certificate:{certificate.id}")
    telling.tell_reinstated(session, certificate)
