"""What a notice says by mail."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from lms.config import Config
from lms.db import utcnow
from lms.mail.composing import Drop, Hold, Outcome, Words
from lms.mail.delivery import Taken
from lms.notices.addresses import code_of
from lms.notices.choices import Wishes, quiet_of
from lms.notices.models import Notice, Receipt
from lms.notices.queries import Copy, told_to
from lms.people import Person
from lms.web.i18n import gettext

NOTICE, DIGEST, ADDRESS = "notice", "digest", "address"


def compose_notices(
    session: Session, settings: Config, letters: Sequence[Taken]
) -> dict[int, Outcome]:
    """Say what becomes of each letter about a notice: two queries for all of them."""
    copies = _copies(session, letters)
    said = {one.id: _said(copies.get((one.subject_id, one.person_id))) for one in letters}
    return said | _held(session, settings, letters)


def _held(session: Session, settings: Config, letters: Sequence[Taken]) -> dict[int, Outcome]:
    """Return those letters whose readers have their quiet hours now."""
    wishes, now = quiet_of(session, [letter.person_id for letter in letters]), utcnow()
    asked = ((one, wishes.get(one.person_id or 0, Wishes())) for one in letters)
    until = ((one.id, wish.quiet_until(now, settings.zone)) for one, wish in asked)
    return {letter_id: Hold(end) for letter_id, end in until if end}


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
    copy = told_to(notice, receipt)
    return Words(copy.title, "notice", {"name": name, "notice": copy})


def compose_digests(
    session: Session, settings: Config, letters: Sequence[Taken]
) -> dict[int, Outcome]:
    """Say what becomes of each day's digest: the titles of what is still unread."""
    lines = _lines(session, letters)
    said: dict[int, Outcome] = {}
    for letter in letters:
        mine = lines.get((letter.person_id, datetime.fromisoformat((letter.told or {})["at"])))
        said[letter.id] = _summed_up(mine) if mine else Drop("已在站内阅读")
    return said | _held(session, settings, letters)


Line = tuple[Copy, str]


def _lines(
    session: Session, letters: Sequence[Taken]
) -> dict[tuple[int | None, datetime | None], list[Line]]:
    statement = (
        select(Notice, Receipt, Person.name)
        .join(Receipt, Receipt.notice_id == Notice.id)
        .join(Person, Person.id == Receipt.person_id)
        .where(Receipt.person_id.in_([letter.person_id for letter in letters]))
        .where(Receipt.digested_at.is_not(None), Receipt.read_at.is_(None))
        .where(Notice.withdrawn_at.is_(None))
        .order_by(Notice.id)
    )
    found: dict[tuple[int | None, datetime | None], list[Line]] = {}
    for notice, receipt, name in session.execute(statement):
        found.setdefault((receipt.person_id, receipt.digested_at), []).append(
            (told_to(notice, receipt), name)
        )
    return found


def _summed_up(lines: list[Line]) -> Words:
    subject = gettext("今日通知，共 %(count)s 条", count=len(lines))
    notices = [notice for notice, _name in lines]
    return Words(subject, "digest", {"name": lines[0][1], "notices": notices})


def compose_addresses(
    _session: Session, settings: Config, letters: Sequence[Taken]
) -> dict[int, Outcome]:
    """Say the code that shows an address to be its owner's; it is nowhere stored."""
    return {letter.id: _code(settings, letter) for letter in letters}


def _code(settings: Config, letter: Taken) -> Outcome:
    until = datetime.fromisoformat((letter.told or {})["until"])
    if until < utcnow():
        return Drop("验证码已过期")
    code = code_of(settings, letter.person_id, letter.address, until)
    return Words(gettext("验证您的邮箱"), "address", {"code": code})
