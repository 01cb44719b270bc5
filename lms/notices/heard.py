"""What the rooms below bring about, and who is told of it: they tell a fact, we announce it."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.exports.kinds import Kinds
from lms.exports.models import Export, ExportState
from lms.facts import Fact
from lms.notices.models import Topic
from lms.notices.services.announcing import Announcement, announce, only
from lms.people.imports.models import Import
from lms.people.labels import ROLES
from lms.people.models import OrgUnit, Post
from lms.web.i18n import SOURCE, speaking

MINE = "/me"


def tell_appointed(session: Session, fact: Fact) -> None:
    """Tell somebody what post they were given."""
    post = session.get_one(Post, fact.subject_id)
    until = f"，至 {_in_words(post.valid_to)}前" if post.valid_to else ""
    body = f"任期从 {_in_words(post.valid_from)}起{until}。任期内可以使用这个职务的功能。"
    _tell(session, post, f"您已任{_called(session, post)}", body, f"post.begun:{post.id}")


def tell_ended(session: Session, fact: Fact) -> None:
    """Tell somebody that a post was ended before its term, or was never theirs."""
    old = session.get_one(Post, fact.subject_id)
    left = select(Post).where(
        Post.person_id == old.person_id,
        Post.unit_id == old.unit_id,
        Post.role == old.role,
        Post.title == old.title,
        Post.valid_from == old.valid_from,
        Post.superseded_at.is_(None),
    )
    known = session.scalars(left).one_or_none()
    if known is not None and known.valid_to is not None:
        _tell_over(session, known, known.valid_to)
    else:
        body = "这项任职登记已取消，相应的功能不再可用。"
        _tell(session, old, f"任职已取消：{_called(session, old)}", body, f"post.undone:{old.id}")


def tell_terms_over(session: Session, day: date) -> None:
    """Tell those whose terms are over on a day; whoever was told so before is not told again."""
    over = select(Post).where(Post.valid_to == day, Post.superseded_at.is_(None))
    for post in session.scalars(over.order_by(Post.id)):
        _tell_over(session, post, day)


def tell_checked(session: Session, fact: Fact) -> None:
    """Tell who brought a file that it can be looked at: nothing is written of it yet."""
    file = session.get_one(Import, fact.subject_id)
    said = Announcement(
        topic=Topic.file,
        title="导入文件已检查完",
        body=f"文件“{file.file_name}”已检查完。请查看结果，确认后才会写入。",
        link=f"/admin/people/import/{file.id}",
        key=f"import.checked:{file.id}:{file.revision}",
    )
    announce(session, said, only(fact.person_id))


def tell_made(kinds: Kinds, session: Session, fact: Fact) -> None:
    """Tell who ordered a file that it is there, or why there is none."""
    export = session.get_one(Export, fact.subject_id, populate_existing=True)
    kind = kinds[export.report]
    with speaking(SOURCE):
        what = str(kind.label)
    is_ready = export.state is ExportState.ready
    said = Announcement(
        topic=Topic.file,
        title=f"{'导出文件已生成' if is_ready else '导出没有完成'}：{what}",
        body="请在保留期限内下载。" if is_ready else export.failure,
        link=f"{kind.pages}/{export.id}",
        key=f"export.{export.state}:{export.id}",
    )
    announce(session, said, only(fact.person_id))


def _tell_over(session: Session, post: Post, day: date) -> None:
    body = f"任期从 {_in_words(day)}起结束，相应的功能不再可用。"
    _tell(session, post, f"任职结束：{_called(session, post)}", body, f"post.over:{post.id}")


def _tell(session: Session, post: Post, title: str, body: str, key: str) -> None:
    said = Announcement(topic=Topic.duty, title=title, body=body, link=MINE, key=key)
    announce(session, said, only(post.person_id))


def _called(session: Session, post: Post) -> str:
    """Call a post by its title, else by its role, in the school's own language."""
    unit = session.get_one(OrgUnit, post.unit_id)
    with speaking(SOURCE):
        return f"{unit.name}{post.title or ROLES[post.role]}"


def _in_words(day: date) -> str:
    return f"{day.year} 年 {day.month} 月 {day.day} 日"
