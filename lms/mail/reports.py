"""What mail servers report of letters they took: delivery status notifications, RFC 3464.

Servers write what they like; what cannot be read is no report, and stays where it is.
"""

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from typing import Any, NamedTuple

FINAL = {"failed": True, "delayed": False}
LONGEST_ID = 250


class Report(NamedTuple):
    """What became of one letter: it came back, or it is late."""

    message_id: str
    is_final: bool
    status: str
    words: str

    @property
    def is_permanent(self) -> bool:
        """Say whether it is the address that is wrong; 4.x.x is a server away, days long."""
        return self.status.startswith("5") and blames_address(self.words)


ENHANCED = re.compile(r"\b5\.(\d{1,3}\.\d{1,3})\b")
STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")
ADDRESS = ("0.", "1.", "2.1")  # RFC 3463: undefined, the address, a mailbox closed for good


def blames_address(words: str) -> bool:
    """Say whether a final answer is about the address: not a full box, nor what it holds of us."""
    found = ENHANCED.search(words)
    return found is None or found[1].startswith(ADDRESS)


def reports_in(content: bytes) -> list[Report]:
    """Return what a mail reports; nothing if it is no report of a letter."""
    message = message_from_bytes(content)  # the newer policies stumble over heads made to harm
    if message.get_content_type() != "multipart/report":
        return []
    parts = {part.get_content_type(): part for part in _within(message)}
    status = parts.get("message/delivery-status")
    message_id = _message_id(parts)
    if status is None or not message_id:
        return []
    return list(_told(status, message_id))


def _within(message: Message) -> list[Any]:
    parts = message.get_payload()
    return parts if isinstance(parts, list) else []


def _message_id(parts: dict[str, Any]) -> str:
    """Find the Message-ID of the letter itself, which is sent back with its head or whole."""
    whole, head = parts.get("message/rfc822"), parts.get("text/rfc822-headers")
    letter: Message | None = None
    if whole is not None and whole.is_multipart():
        letter = whole.get_payload()[0]
    elif head is not None:
        letter = message_from_bytes(head.get_payload(decode=True) or b"")
    return str(letter["Message-ID"] or "").strip()[:LONGEST_ID] if letter is not None else ""


def _told(status: Any, message_id: str) -> Iterator[Report]:
    """Read the groups of fields, one for each recipient after the one about the mail itself."""
    for group in _within(status):
        action = str(group.get("Action", "")).strip().lower()
        if action in FINAL:
            code = STATUS.match(str(group.get("Status", "")))
            said = _said(group)
            number = code[0] if code else said[:1]
            words = said if number in said else f"{number} {said}".strip()
            yield Report(message_id, FINAL[action], number, words)


def _said(group: Message) -> str:
    """Return the words of the server without the kind of server, "smtp; 550 no such user".

    Anybody can write a report; signs that no database keeps, such as NUL, go.
    """
    _kind, _semicolon, words = str(group.get("Diagnostic-Code", "")).partition(";")
    return "".join(sign for sign in " ".join(words.split()) if sign.isprintable())
