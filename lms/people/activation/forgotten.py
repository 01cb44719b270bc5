"""A link by mail, for who has forgotten the password.

Whoever asks is told the same, whether or not there is such a person with an address. The password
there is holds until the link is used: a stranger's question ends nothing.
"""

import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from lms import audit
from lms.config import Config
from lms.db import Database, utcnow
from lms.mail.composing import Drop, Outcome, Words
from lms.mail.delivery import Taken
from lms.mail.services import Addressee, post
from lms.people import throttle
from lms.people.activation.models import OneTimeLink, Purpose
from lms.people.activation.queries import holds
from lms.people.activation.services import GROUPS
from lms.people.models import Person
from lms.people.passwords import code_from, hash_code
from lms.people.queries import person_by_login
from lms.people.throttle import Limit
from lms.web.i18n import gettext

LETTER = "password"
VALID = timedelta(hours=1)
MOST_LETTERS = 3  # in a quarter of an hour, to one person


def may_ask(database: Database, name: str, address: str) -> None:
    """Count who asks, and about whom. Raises TooMany."""
    asked = hashlib.sha256(name.casefold().encode()).hexdigest()
    limits = [throttle.address_limit(address), Limit(f"forgotten:{asked}", MOST_LETTERS)]
    throttle.count_try(database, limits)


def ask(session: Session, settings: Config, name: str) -> None:
    """Write a letter with a link, if the name is somebody's who has an address."""
    person = person_by_login(session, name)
    if person is None or not person.mail:
        return
    now = utcnow()
    until = now + VALID
    older = update(OneTimeLink).where(
        OneTimeLink.person_id == person.id, OneTimeLink.made_by.is_(None), holds(now)
    )
    session.execute(older.values(replaced_at=now))
    session.add(
        OneTimeLink(
            code_hash=hash_code(_code(settings, person.id, until)),
            person_id=person.id,
            purpose=Purpose.reset,
            expires_at=until,
        )
    )
    post(session, LETTER, Addressee(person.id, person.mail), until=until.isoformat())
    audit.record(session, None, "link.ask", f"person:{person.id}")


def compose(session: Session, settings: Config, letters: Sequence[Taken]) -> dict[int, Outcome]:
    """Say the link. Its code is made anew of the school's key, for it is stored nowhere."""
    return {letter.id: _said(session, settings, letter) for letter in letters}


def _said(session: Session, settings: Config, letter: Taken) -> Outcome:
    until = datetime.fromisoformat((letter.told or {})["until"])
    person = session.get(Person, letter.person_id)
    if until < utcnow() or person is None or person.mail != letter.address:
        return Drop("链接已失效")
    code = _code(settings, person.id, until)
    return Words(gettext("设置新密码"), LETTER, {"name": person.name, "code": code})


def _code(settings: Config, person_id: int, until: datetime) -> str:
    said = f"forgotten password {person_id} {until.isoformat()}".encode()
    digest = hmac.digest(settings.secret_key.encode(), said, hashlib.sha256)
    return code_from(digest, GROUPS)
