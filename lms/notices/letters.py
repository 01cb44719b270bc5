"""What a notice says by mail."""

from collections.abc import Sequence

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from lms.config import Config
from lms.db import utcnow
from lms.mail.composing import Drop, Hold, Outcome, Words
from lms.mail.delivery import Taken
from lms.notices.choices import Wishes, wishes_of
from lms.notices.models import Notice, Receipt
from lms.notices.queries import told_to
from lms.people import Person

NOTICE = "notice"


def compose_notices(
    session: Session, settings: Config, letters: Sequence[Taken]
) -> dict[int, Outcome]:
    """Say what becomes of each letter about a notice: three queries for all of them."""
    wishes = wishes_of(session, [letter.person_id for letter in letters])
    copies = _copies(session, letters)
    found: dict[int, Outcome] = {}
    for letter in letters:
        until = wishes.get(letter.person_id or 0, Wishes()).quiet_until(utcnow(), settings.zone)
        copy = copies.get((letter.subject_id, letter.person_id))
        found[letter.id] = Hold(until) if until else _said(copy)
    return found


Copied = tuple[Notice, Receipt, str]


def _copies(
    session: Session, letters: Sequence[Taken]
) -> dict[tuple[int | None, int | None], Copied]:
    wanted = [(letter.subject_id, letter.person_id) for letter in letters]
    statement = (
        select(Notice, Receipt, Person.name)
        .join(Receipt, Receipt.notice_id == Notice.id)
        .join(Person, Person.id == Receipt.person_id)
        .where(tuple_(Receipt.notice_id, Receipt.person_id).in_(wanted))
    )
    rows = session.execute(statement)
    return {(row[1].notice_id, row[1].person_id): (row[0], row[1], row[2]) for row in rows}


def _said(copied: Copied | None) -> Outcome:
    """Say it, unless it was taken back or is known by now: mail may wait for the morning."""
    if copied is None or copied[0].withdrawn_at:
        return Drop("通知已撤回")
    notice, receipt, name = copied
    if receipt.read_at:
        return Drop("已在站内阅读")
    return Words(notice.title, "notice", {"name": name, "notice": told_to(notice, receipt)})
