from datetime import date

import pytest

from lms.notices import audiences
from lms.notices.audiences import Wish
from lms.notices.services.sending import Draft
from lms.notices.services.sending import send as send_draft

TODAY = date(2026, 6, 12)


@pytest.fixture
def tell(session, school):
    """Send a notice as somebody to a unit and all below it."""

    def _tell(who=None, unit=None, role=None, **values):
        actor = school.actor(session, who or school.organizer)
        wish = Wish("unit", (unit or school.north).id, TODAY, role)
        draft = Draft(**{"title": "关于集中学习的通知", "body": "请按时完成。", **values})
        notice = send_draft(session, actor, draft, audiences.unit(session, actor, wish))
        session.commit()
        return notice

    return _tell
