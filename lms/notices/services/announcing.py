"""What the school itself tells people: that their film is ready, that something is due."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import insert
from sqlalchemy.orm import Session

from lms.db import utcnow
from lms.db.writes import insert_into
from lms.mail.services import post_all
from lms.notices.choices import mailed_now
from lms.notices.letters import NOTICE
from lms.notices.models import LONGEST_TITLE, LONGEST_WORDS, Notice, NoticeKind, Receipt


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """What is told, and where it leads. What has a `key` is told once, whoever comes to say it."""

    title: str
    body: str
    link: str = ""
    key: str | None = None


def announce(session: Session, said: Announcement, people: Collection[int]) -> bool:
    """Tell people in the school's name, in the transaction of what came about.

    Say whether it was told now. It is signed by nobody: pages put the school's name there.
    """
    row = insert_into(session, Notice).values(
        kind=NoticeKind.system,
        title=said.title[:LONGEST_TITLE],
        body=said.body,
        link=said.link,
        key=said.key,
        signed="",
        audience=said.title[:LONGEST_WORDS],
        must_confirm=False,
        sent_at=utcnow(),
        recipients=len(people),
        withdrawal_reason="",
    )
    fresh = row.on_conflict_do_nothing(index_elements=["key"]).returning(Notice.id)
    notice_id = session.scalar(fresh) if people else None
    if notice_id is None:
        return False
    receipts = [{"notice_id": notice_id, "person_id": person_id} for person_id in sorted(people)]
    session.execute(insert(Receipt), receipts)
    post_all(session, NOTICE, mailed_now(notice_id, NoticeKind.system), about=notice_id)
    return True
