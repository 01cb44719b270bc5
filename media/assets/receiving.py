"""Taking in the bytes of an upload as they come over the line.

What came is kept, whatever ends the request: the line, the disk, a newer request. Transactions
are short and never open while bytes are awaited.
"""

import hashlib
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Callable, Iterator
from contextlib import suppress
from hmac import compare_digest
from pathlib import Path
from typing import NamedTuple

from lms.db import Database
from lms.errors import Conflict, NotFound, Refusal, TooLarge
from lms.jobs import Registry
from lms.storage import Blobs
from media.assets import services
from media.assets.staging import Staging, Writer

CHUNK = 1024**2
CHECKPOINT = 16 * 1024**2
ALGORITHMS = ("sha1", "sha256")

Read = Callable[[int], bytes]


class WrongChecksum(Refusal):
    """What came is not what was sent; nothing of it was kept."""


class Part(NamedTuple):
    """What one request brings: from where, at most how much (None: until it ends), its checksum."""

    token: str
    holder: str
    offset: int
    room: int
    length: int | None
    checksum: "Checksum | None"


class Checksum:
    """The digest that a request says its bytes have."""

    def __init__(self, header: str) -> None:
        algorithm, _, encoded = header.partition(" ")
        if algorithm not in ALGORITHMS:
            raise Refusal("不支持这种校验算法。")
        try:
            self.expected = b64decode(encoded, validate=True)
        except (NotBase64, ValueError) as error:
            raise Refusal("校验值不是有效的 Base64。") from error
        self.digest = hashlib.new(algorithm, usedforsecurity=False)

    def holds(self) -> bool:
        return compare_digest(self.digest.digest(), self.expected)


class Receiver:
    """Receives parts for one school, and makes an asset of what has become whole."""

    def __init__(self, db: Database, blobs: Blobs, queue: Registry, data_dir: Path) -> None:
        self.db = db
        self.blobs = blobs
        self.queue = queue
        self.staging = Staging(data_dir)

    def receive(self, part: Part, read: Read) -> int:
        """Write what comes and return how far the upload is. Raises Refusal."""
        with self.staging.writer(part.token, lambda: self._holds(part)) as writer:
            if part.checksum:
                return self._receive_checked(part, part.checksum, writer, read)
            return self._receive_plain(part, writer, read)

    def complete(self, token: str) -> None:
        """Store the upload if it is whole, and queue its check.

        A kill at any point leaves it to be done again; done twice at once it is done once.
        """
        with self.db.session(write=True) as session:
            is_whole = services.claim_end(session, token)
            session.commit()
        if is_whole:
            with suppress(FileNotFoundError, NotFound):  # another request was first
                self._finish(token)

    def _finish(self, token: str) -> None:
        with self.staging.writer(token, lambda: True) as writer:
            writer.write(b"", 0)  # waits for a write under way; the claim lets no new one begin
        blob = self.blobs.adopt(self.staging.path(token))
        with self.db.session(write=True) as session:
            services.finish_upload(session, token, blob)
            session.commit()
            self.queue.send_waiting(session)
        self.staging.remove(token)

    def _receive_plain(self, part: Part, writer: Writer, read: Read) -> int:
        at = kept = part.offset
        try:
            for data in _chunks(part, read):
                _write(writer, data, at)
                at += len(data)
                if at - kept >= CHECKPOINT:
                    kept = self._keep(part, writer, at)
        finally:
            if at > kept:
                self._keep(part, writer, at)
        return at

    def _receive_checked(self, part: Part, checksum: Checksum, writer: Writer, read: Read) -> int:
        at = part.offset
        for data in _chunks(part, read):
            _write(writer, data, at)
            checksum.digest.update(data)
            at += len(data)
        if not checksum.holds():
            raise WrongChecksum("数据在传输中损坏，请重新发送这一段。")
        return self._keep(part, writer, at)

    def _keep(self, part: Part, writer: Writer, at: int) -> int:
        writer.sync()
        with self.db.session(write=True) as session:
            services.keep(session, part.token, part.holder, at)
            session.commit()
        return at

    def _holds(self, part: Part) -> bool:
        with self.db.session(write=False) as session:
            return services.holds(session, part.token, part.holder)


def _chunks(part: Part, read: Read) -> Iterator[bytes]:
    """Yield what comes, up to what was announced; a cut line just ends it."""
    left = part.room + 1 if part.length is None else part.length
    if part.length is not None and part.length > part.room:
        raise TooLarge("发来的内容超过了文件的总长度。")
    came = 0
    while left > 0 and (data := _read(read, min(CHUNK, left))):
        left -= len(data)
        came += len(data)
        if came > part.room:
            raise TooLarge("发来的内容超过了文件的总长度。")
        yield data


def _read(read: Read, size: int) -> bytes:
    try:
        return read(size)
    except OSError:  # the line is gone
        return b""


def _write(writer: Writer, data: bytes, at: int) -> None:
    if not writer.write(data, at):
        raise Conflict("另一个页面正在续传这个文件，本次传输已停止。")
