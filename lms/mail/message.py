"""From a letter to what goes over the wire."""

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
    message["From"] = formataddr((school.name, settings.mail_from or ""))
    message["To"] = letter.address
    message["Subject"] = " ".join(words.subject.split())
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


def message_id(letter: Taken, settings: Config) -> str:
    _local, _at, domain = (settings.mail_from or "").rpartition("@")
    return f"<{letter.created_at.strftime(STAMP)}.{letter.id}@{domain}>"


class Named(NamedTuple):
    """The letter that a Message-ID of ours names; the moment tells a guessed one."""

    id: int
    created_at: datetime


OURS = re.compile(r"<?(\d{20})\.(\d{1,18})@")


def letter_named(text: str) -> Named | None:
    found = OURS.match(text)
    if found is None:
        return None
    try:
        written = datetime.strptime(found[1], STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None
    return Named(int(found[2]), written)
