"""A few sample notices, so that the bell, the list and the receipts have something to show."""

from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import update
from sqlalchemy.orm import Session

from lms.notices import audiences
from lms.notices.audiences import Wish
from lms.notices.models import Notice
from lms.notices.services.sending import Draft, send
from lms.people import Actor, OrgUnit


class Sample(NamedTuple):
    title: str
    body: str
    days_ago: int
    must_confirm: bool = False


SAMPLES = (
    Sample(
        "示例通知：系统维护时间",
        "本周六 22:00 至 24:00 维护系统，期间不能学习，已有的学习记录不受影响。",
        9,
    ),
    Sample(
        "示例通知：关于做好本季度集中学习的通知",
        "请对照首页的学习任务，在截止日期前完成必修课程和测试。\n"
        "学习中有困难的同志，请与所在党支部联系。",
        4,
        must_confirm=True,
    ),
    Sample("示例通知：本月主题党日安排", "主题党日定于本月最后一个周五下午，请准时参加。", 2),
)


def tell_samples(session: Session, sender: Actor, to: OrgUnit, day: date) -> None:
    """Send the samples to a unit, and date them back."""
    audience = audiences.unit(session, sender, Wish("unit", to.id, day))
    for sample in SAMPLES:
        draft = Draft(title=sample.title, body=sample.body, must_confirm=sample.must_confirm)
        notice = send(session, sender, draft, audience)
        earlier = notice.sent_at - timedelta(days=sample.days_ago)
        session.execute(update(Notice).where(Notice.id == notice.id).values(sent_at=earlier))
