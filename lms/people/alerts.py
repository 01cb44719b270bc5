"""What touches the safety of an account: told by mail at once, and listed on the owner's own page.

Nobody can switch these letters off, and no quiet hours hold them: who did not do it has to know.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from lms.audit.models import AuditEntry
from lms.config import Config
from lms.db import utcnow
from lms.mail.composing import Drop, Outcome, Words
from lms.mail.delivery import Taken
from lms.mail.services import post_all
from lms.people.models import Person
from lms.people.queries import HISTORY
from lms.web.i18n import gettext
from lms.web.i18n import lazy_gettext as _l

LETTER: Final = "security"
SAID: Final[Mapping[str, object]] = {
    "password.change": _l("密码已修改"),
    "link.give": _l("原密码已停用，等待通过链接设置新密码"),
    "link.use": _l("已通过链接设置密码"),
    "factor.confirm": _l("两步验证已启用"),
    "factor.recover": _l("用恢复码登录"),
    "factor.remove": _l("两步验证已停用"),
    "person.mail": _l("接收通知的邮箱已更换或删除"),
}
BY_OTHERS: Final = ("link.give", "factor.remove")
MOST_SHOWN: Final = 20


def alert(session: Session, person_id: int, deed: str) -> None:
    """Write to the address that somebody has now, in the transaction of the deed."""
    owner = select(Person.id, Person.mail).where(Person.id == person_id, Person.mail.is_not(None))
    post_all(session, LETTER, owner, deed=deed, at=utcnow().isoformat())


def compose(session: Session, settings: Config, letters: Sequence[Taken]) -> dict[int, Outcome]:
    people = select(Person.id, Person.name).where(
        Person.id.in_([letter.person_id for letter in letters])
    )
    names = {row.id: row.name for row in session.execute(people)}
    return {letter.id: _said(letter, names, settings) for letter in letters}


def _said(letter: Taken, names: Mapping[int, str], settings: Config) -> Outcome:
    told, name = letter.told or {}, names.get(letter.person_id or 0)
    if name is None:
        return Drop("不再需要")
    at = datetime.fromisoformat(told["at"]).astimezone(settings.zone)
    said = str(SAID[told["deed"]])
    values = {"name": name, "what": said, "at": f"{at:%Y-%m-%d %H:%M}"}
    return Words(gettext("账号安全：%(what)s", what=said), LETTER, values)


class Event(NamedTuple):
    """Something that touched the account; `by_owner`: the owner did it, or somebody as them."""

    at: datetime
    deed: str
    by_owner: bool

    @property
    def words(self) -> object:
        return SAID[self.deed]


def events(session: Session, person_id: int, now: datetime) -> list[Event]:
    """Return what touched the account lately, the latest first; each half found by an index."""
    by_owner = AuditEntry.actor_id == person_id
    statement = (
        select(AuditEntry.at, AuditEntry.deed, by_owner)
        .where(
            AuditEntry.target == f"person:{person_id}",
            AuditEntry.at > now - HISTORY,
            or_(and_(by_owner, AuditEntry.deed.in_(list(SAID))), AuditEntry.deed.in_(BY_OTHERS)),
        )
        .order_by(AuditEntry.id.desc())
        .limit(MOST_SHOWN)
    )
    return [Event(*row) for row in session.execute(statement)]
