"""Where an upload lies until it is whole: one file each in the data directory.

A write happens under the file's lock and only while its request still holds the upload, so a
request that was left behind by a cut line can never touch what a newer one has finished.
"""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from errno import EDQUOT, ENOSPC
from pathlib import Path

from lms.errors import NoSpace, NotFound

FOLDER = "uploads"
RESERVE = 32 * 1024**2  # the school itself goes on writing
FULL = "服务器存储空间不足。已上传的部分没有丢失，请联系管理员清理后继续上传。"


class Staging:
    def __init__(self, data_dir: Path) -> None:
        self.folder = data_dir / FOLDER

    def path(self, token: str) -> Path:
        return self.folder / f"{token}.part"

    def create(self, token: str, length: int) -> None:
        """Make the file. Raises NoSpace when the whole upload would not fit."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.demand_room(length, "服务器存储空间不足，放不下这个文件。请联系管理员。")
        self.path(token).touch()

    def remove(self, token: str) -> None:
        self.path(token).unlink(missing_ok=True)

    @contextmanager
    def writer(self, token: str, is_mine: Callable[[], bool]) -> Iterator["Writer"]:
        descriptor = self._open(token)
        try:
            yield Writer(self, descriptor, is_mine)
        finally:
            os.close(descriptor)

    def _open(self, token: str) -> int:
        """Open the file. Refuses when the upload was given up or finished at this very moment."""
        try:
            return os.open(self.path(token), os.O_WRONLY)
        except FileNotFoundError as error:
            raise NotFound("没有找到这次上传。") from error

    def demand_room(self, length: int, message: str = FULL) -> None:
        if shutil.disk_usage(self.folder).free < length + RESERVE:
            raise NoSpace(message)


class Writer:
    """Writes into one staged file for one request."""

    def __init__(self, staging: Staging, descriptor: int, is_mine: Callable[[], bool]) -> None:
        self.staging = staging
        self.descriptor = descriptor
        self.is_mine = is_mine

    def write(self, data: bytes, offset: int) -> bool:
        """Write at `offset`; False when a newer request has taken over. Raises NoSpace."""
        with _locked(self.descriptor):
            if not self.is_mine():
                return False
            self.staging.demand_room(len(data))
            with _told_when_full():
                _write_all(self.descriptor, data, offset)
        return True

    def sync(self) -> None:
        with _told_when_full():
            os.fdatasync(self.descriptor)


@contextmanager
def _locked(descriptor: int) -> Iterator[None]:
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(descriptor, fcntl.LOCK_UN)


@contextmanager
def _told_when_full() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in {ENOSPC, EDQUOT}:
            raise NoSpace(FULL) from error
        raise


def _write_all(descriptor: int, data: bytes, offset: int) -> None:
    view = memoryview(data)
    while view:
        written = os.pwrite(descriptor, view, offset)
        view, offset = view[written:], offset + written
