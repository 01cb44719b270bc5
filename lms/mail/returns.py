"""Where reports of undelivered letters arrive: a mailbox asked by POP3, or a maildir folder.

What was read is deleted there; whatever else lies in it stays.
"""

import mailbox
import poplib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from ssl import SSLContext
from typing import NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

from lms.mail.wire import TIMEOUT, trouble

MOST = 500  # looked at in one go, the latest first
LARGEST = 1024**2
PORT, TLS_PORT = 110, 995


class Incoming(NamedTuple):
    """A mail that lies there."""

    content: bytes
    forget: Callable[[], object]


@contextmanager
def opened(url: str, trust: SSLContext) -> Iterator[Iterator[Incoming]]:
    """Open the box. Raises Unavailable when it cannot be read."""
    look_into = _folder(url) if url.startswith("maildir:") else _asked(url, trust)
    try:
        with look_into as incoming:
            yield incoming
    except (OSError, poplib.error_proto, mailbox.Error) as error:
        raise trouble(error, "收退信的邮箱打不开：%(why)s") from error


@contextmanager
def _folder(url: str) -> Iterator[Iterator[Incoming]]:
    box = mailbox.Maildir(urlsplit(url).path, create=False)
    keys = sorted(box.keys(), reverse=True)[:MOST]
    yield (Incoming(box.get_bytes(key), partial(box.discard, key)) for key in keys)


@contextmanager
def _asked(url: str, trust: SSLContext) -> Iterator[Iterator[Incoming]]:
    """Ask a server. It deletes what it was told to only when we say goodbye in good order."""
    parts = urlsplit(url)
    box = _connected(parts.hostname or "", parts.port, _tls(parts.query), trust)
    try:
        box.user(unquote(parts.username or ""))
        box.pass_(unquote(parts.password or ""))
        yield _lying_in(box)
        box.quit()
    finally:
        with suppress(OSError):
            box.close()


def _tls(query: str) -> str:
    return dict(parse_qsl(query)).get("tls", "on")


def _connected(host: str, port: int | None, tls: str, trust: SSLContext) -> poplib.POP3:
    if tls == "on":
        return poplib.POP3_SSL(host, port or TLS_PORT, timeout=TIMEOUT, context=trust)
    box = poplib.POP3(host, port or PORT, timeout=TIMEOUT)
    if tls == "starttls":
        box.stls(context=trust)
    return box


def _lying_in(box: poplib.POP3) -> Iterator[Incoming]:
    sizes = [line.split() for line in box.list()[1]]
    for number, size in reversed(sizes[-MOST:]):
        if int(size) <= LARGEST:
            content = b"\r\n".join(box.retr(int(number))[1])
            yield Incoming(content, partial(box.dele, int(number)))
