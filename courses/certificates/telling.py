"""What people are told of their certificates."""

from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.certificates.models import Certificate
from lms.notices.models import Topic
from lms.notices.services.announcing import Announcement, announce, only

ISSUED: Final = (
    "已获得结业证书：《%(course)s》",
    "您已学完课程的全部必学内容。证书编号 %(number)s，可在课程页下载。",
)
REVOKED: Final = (
    "结业证书已撤销：《%(course)s》",
    "证书编号 %(number)s。撤销原因：%(reason)s 如有疑问，请联系课程教师。",
)
REINSTATED: Final = (
    "结业证书已恢复：《%(course)s》",
    "证书编号 %(number)s 重新有效，查验时不再显示已撤销。",
)


def tell_issued(session: Session, number: str) -> None:
    found = select(Certificate).where(Certificate.number == number)
    _tell(session, session.scalars(found).one(), ISSUED)


def tell_revoked(session: Session, certificate: Certificate, reason: str) -> None:
    _tell(session, certificate, REVOKED, reason=reason)


def tell_reinstated(session: Session, certificate: Certificate) -> None:
    _tell(session, certificate, REINSTATED)


def _tell(session: Session, certificate: Certificate, words: tuple[str, str], **more: str) -> None:
    """Tell each deed: the deeds themselves happen once."""
    title, body = words
    said = Announcement(
        topic=Topic.certificate,
        title=title,
        body=body,
        values={"course": certificate.title, "number": certificate.number, **more},
        link=f"/courses/{certificate.course_id}",
    )
    announce(session, said, only(certificate.person_id))
