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
BEGUN = ("您已任%(unit)s%(title)s", "任期从 %(from_on)s起。任期内可以使用这个职务的功能。")
BEGUN_FOR_A_TERM = (
    "您已任%(unit)s%(title)s",
    "任期从 %(from_on)s起，到 %(until_on)s前。任期内可以使用这个职务的功能。",
)
OVER = ("任职结束：%(unit)s%(title)s", "任期从 %(until_on)s起结束，相应的功能不再可用。")
UNDONE = ("任职已取消：%(unit)s%(title)s", "这项任职登记已取消，相应的功能不再可用。")


def tell_appointed(session: Session, fact: Fact) -> None:
    """Tell somebody what post they were given."""
    post = session.get_one(Post, fact.subject_id)
    begins = BEGUN_FOR_A_TERM if post.valid_to else BEGUN
    _tell(session, post, begins, f"post.begun:{post.id}")


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
    if known is not None:
        _tell(session, known, OVER, f"post.over:{known.id}")
    else:
        _tell(session, old, UNDONE, f"post.undone:{old.id}")


def tell_terms_over(session: Session, day: date) -> None:
    """Tell those whose terms are over on a day; whoever was told so before is not told again."""
    over = select(Post).where(Post.valid_to == day, Post.superseded_at.is_(None))
    for post in session.scalars(over.order_by(Post.id)):
        _tell(session, post, OVER, f"post.over:{post.id}")


def tell_checked(session: Session, fact: Fact) -> None:
    """Tell who brought a file that it can be looked at: nothing is written of it yet."""
    file = session.get_one(Import, fact.subject_id)
    said = Announcement(
        topic=Topic.file,
        title="导入文件已检查完",
        body="文件“%(name)s”已检查完。请查看结果，确认后才会写入。",
        values={"name": file.file_name},
        link=f"/admin/people/import/{file.id}",
        key=f"import.checked:{file.id}:{file.revision}",
    )
    announce(session, said, only(fact.person_id))


def tell_made(kinds: Kinds, session: Session, fact: Fact) -> None:
    """Tell who ordered a file that it is there, or why there is none."""
    export = session.get_one(Export, fact.subject_id, populate_existing=True)
    kind = kinds[export.report]
    is_ready = export.state is ExportState.ready
    with speaking(SOURCE):
        what = str(kind.label)
    said = Announcement(
        topic=Topic.file,
        title="导出文件已生成：%(what)s" if is_ready else "导出没有完成：%(what)s",
        body="请在保留期限内下载。" if is_ready else "%(why)s",
        values={"what": what, "why": export.failure},
        link=f"{kind.pages}/{export.id}",
        key=f"export.{export.state}:{export.id}",
    )
    announce(session, said, only(fact.person_id))


def _tell(session: Session, post: Post, words: tuple[str, str], key: str) -> None:
    title, body = words
    unit = session.get_one(OrgUnit, post.unit_id)
    values = {"unit": unit.name, "title": _called(post), "from_on": post.valid_from}
    if post.valid_to:
        values["until_on"] = post.valid_to
    said = Announcement(topic=Topic.duty, title=title, body=body, values=values, link=MINE, key=key)
    announce(session, said, only(post.person_id))


def _called(post: Post) -> str:
    """Call a post by its title, else by its role, in the school's own language."""
    with speaking(SOURCE):
        return post.title or str(ROLES[post.role])
