"""What who brought a work is told when it is in the library."""

from sqlalchemy.orm import Session

from library.works.importing import Outcome
from library.works.models import PendingImport
from lms.notices.models import Topic
from lms.notices.services.announcing import Announcement, announce, only


def tell_imported(session: Session, pending: PendingImport, outcome: Outcome) -> None:
    same, new = "内容与现有版本相同，没有生成新的版本。", "已成为第 %(number)s 版，可以检索和阅读。"
    said = Announcement(
        topic=Topic.file,
        title="著作已导入：《%(title)s》",
        body=same if outcome.is_unchanged else new,
        values={"title": pending.title, "number": outcome.edition},
        link=f"/teach/library/{outcome.work_id}",
        key=f"work.imported:{pending.id}",
    )
    announce(session, said, only(pending.created_by))
