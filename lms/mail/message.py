"""From a letter to what goes over the wire."""

import hmac
import re
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime, formataddr
from typing import Any, NamedTuple

from jinja2 import Environment

from lms.config import Config
from lms.decisions import School
from lms.mail.composing import Words
from lms.mail.delivery import Taken

STAMP = "%Y%m%d%H%M%S%f"


def message_of(
    letter: Taken, words: Words, jinja: Environment, settings: Config, school: School
) -> EmailMessage:
    """Return the message in plain text and simple HTML. The same letter has the same Message-ID."""
    message = EmailMessage(policy.SMTP)
    message["From"] = formataddr((_plain(school.name), settings.mail_from or ""))
    message["To"] = letter.address
    message["Subject"] = _plain(words.subject)
    message["Date"] = format_datetime(letter.created_at)
    message["Message-ID"] = message_id(letter, settings)
    message["Auto-Submitted"] = "auto-generated"
    known = {"site": settings.site_url, "school": school, "subject": words.subject}
    values: dict[str, Any] = known | dict(words.values)
    text, html = (
        jinja.get_template(f"mail/{words.template}.{kind}").render(values)
        for kind in ("txt", "html")
    )
    message.set_content(text)
    message.add_alternative(html, subtype="html")
    return message


def _plain(words: str) -> str:
    """Write words for a head on one line, and so that none are taken for encoded ones.

    The library would decode "=?utf-8?q?=0D=0ABcc:...?=" and write the line that is hidden in it.
    """
    return " ".join(words.split()).replace("=?", "= ?")


def message_id(letter: Taken, settings: Config) -> str:
    _local, _at, domain = (settings.mail_from or "").rpartition("@")
    named = f"{letter.created_at.strftime(STAMP)}.{letter.id}"
    return f"<{named}.{_seal(named, settings)}@{domain}>"


def _seal(named: str, settings: Config) -> str:
    """Sign a letter's name: who got one of a notice could guess the names of all the others."""
    said = f"letter {named}".encode()
    return hmac.digest(settings.secret_key.encode(), said, "sha256").hex()[:SEAL]


class Named(NamedTuple):
    """The letter that a Message-ID of ours names."""

    id: int
    created_at: datetime


SEAL = 20
OURS = re.compile(r"<?((\d{20})\.(\d{1,18}))\.([0-9a-f]+)@", re.ASCII)


def letter_named(text: str, settings: Config) -> Named | None:
    found = OURS.match(text)
    if found is None or not hmac.compare_digest(_seal(found[1], settings), found[4]):
        return None
    return Named(int(found[3]), datetime.strptime(found[2], STAMP).replace(tzinfo=UTC))
