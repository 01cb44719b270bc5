"""What people are told of their certificates."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.certificates.models import Certificate
from lms.notices.models import Topic
from lms.notices.services.announcing import Announcement, announce, only


def tell_issued(session: Session, number: str) -> None:
    found = select(Certificate).where(Certificate.number == number)
    certificate = session.scalars(found).one()
    body = f"您已学完课程《{certificate.title}》的全部必学内容，证书编号 {number}，可在课程页下载。"
    _tell(session, certificate, f"已获得结业证书：《{certificate.title}》", body)


def tell_revoked(session: Session, certificate: Certificate, reason: str) -> None:
    body = f"证书编号 {certificate.number}。\n原因：{reason}\n如有疑问，请联系课程教师。"
    _tell(session, certificate, f"结业证书已撤销：《{certificate.title}》", body)


def tell_reinstated(session: Session, certificate: Certificate) -> None:
    body = f"证书编号 {certificate.number} 重新有效，查验时不再显示已撤销。"
    _tell(session, certificate, f"结业证书已恢复：《{certificate.title}》", body)


def _tell(session: Session, certificate: Certificate, title: str, body: str) -> None:
    """Tell each deed: the deeds themselves happen once."""
    said = Announcement(
        topic=Topic.certificate, title=title, body=body, link=f"/courses/{certificate.course_id}"
    )
    announce(session, said, only(certificate.person_id))
