"""The mail server: one connection for a batch of letters."""

import smtplib
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from ssl import SSLContext
from typing import NamedTuple, Self
from urllib.parse import parse_qsl, unquote, urlsplit

from lms.mail.wire import TIMEOUT, trouble

PORT, TLS_PORT = 587, 465
PERMANENT = 500


class Server(NamedTuple):
    """Where mail is handed in. Unless said otherwise nothing goes over the wire in the clear."""

    host: str
    port: int
    user: str
    password: str
    tls: str

    @classmethod
    def from_url(cls, url: str) -> Self:
        parts = urlsplit(url)
        asked = dict(parse_qsl(parts.query)).get("tls")
        tls = asked or ("on" if parts.port == TLS_PORT else "starttls")
        return cls(
            host=parts.hostname or "",
            port=parts.port or (TLS_PORT if tls == "on" else PORT),
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            tls=tls,
        )


class Refused(Exception):
    """The server does not take this letter: for now, or for good."""

    def __init__(self, code: int, words: bytes | str, *, is_ours: bool = False) -> None:
        told = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
        super().__init__(f"{code} {told}")
        self.is_final = code >= PERMANENT and not is_ours


@contextmanager
def connected(server: Server, trust: SSLContext) -> Iterator[smtplib.SMTP]:
    """Open a connection. Raises Unavailable when the server does not let us in."""
    try:
        smtp = _open(server, trust)
    except (OSError, smtplib.SMTPException) as error:
        raise trouble(error, "邮件服务器连接不上：%(why)s") from error
    try:
        yield smtp
    finally:
        with suppress(OSError, smtplib.SMTPException):
            smtp.quit()


def _open(server: Server, trust: SSLContext) -> smtplib.SMTP:
    smtp = _greeted(server, trust)
    try:
        if server.tls == "starttls":
            smtp.starttls(context=trust)
        if server.user:
            smtp.login(server.user, server.password)
    except BaseException:
        smtp.close()
        raise
    return smtp


def _greeted(server: Server, trust: SSLContext) -> smtplib.SMTP:
    name = socket.gethostname()  # smtplib itself would ask the name service, which may take long
    if server.tls == "on":
        return smtplib.SMTP_SSL(server.host, server.port, name, timeout=TIMEOUT, context=trust)
    return smtplib.SMTP(server.host, server.port, name, timeout=TIMEOUT)


def hand_in(smtp: smtplib.SMTP, message: EmailMessage, returns_to: str | None) -> None:
    """Hand one letter in; when this returns the server has it. Raises Refused.

    What it cannot deliver later comes back to `returns_to`, or to the sender.
    A connection that breaks says nothing of what became of the letter: OSError.
    """
    try:
        smtp.send_message(message, from_addr=returns_to)
    except smtplib.SMTPRecipientsRefused as refused:
        code, words = next(iter(refused.recipients.values()))
        raise Refused(code, words) from refused
    except smtplib.SMTPSenderRefused as refused:
        # our own address is not liked: a setting to mend, no fault of the letter
        raise Refused(refused.smtp_code, refused.smtp_error, is_ours=True) from refused
    except smtplib.SMTPServerDisconnected as broken:
        raise ConnectionError(str(broken)) from broken
    except smtplib.SMTPResponseException as refused:
        raise Refused(refused.smtp_code, refused.smtp_error) from refused
