"""Blobs: files named by the hash of their content, in a local directory.

A blob is written aside, synced, and renamed into place, then its folder is synced: a name that
can be read is whole, also after a power cut. Writing the same content twice is one blob.
"""

import hashlib
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from errno import ENOSPC
from pathlib import Path

from lms.errors import NoSpace, NotFound

CHUNK = 1024 * 1024


class Blobs:
    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, source: Path | bytes) -> str:
        """Store the content and return its name (64 hex digits). Raises NoSpace."""
        self.root.mkdir(parents=True, exist_ok=True)
        draft = self.root / f"draft-{secrets.token_hex(8)}"
        try:
            name = _write(source, draft)
            return self._place(draft, name)
        except OSError as error:
            if error.errno == ENOSPC:
                raise NoSpace("服务器存储空间已满，已保存的内容不受影响。请联系管理员。") from error
            raise
        finally:
            draft.unlink(missing_ok=True)

    def adopt(self, source: Path) -> str:
        """Store a file that its writer has left for good, without copying it where that can be.

        The file stays in place as well, so a kill before the caller's commit loses nothing.
        """
        draft = self.root / f"draft-{secrets.token_hex(8)}"
        self.root.mkdir(parents=True, exist_ok=True)
        try:
            os.link(source, draft)
        except OSError:  # another file system
            return self.put(source)
        try:
            return self._place(draft, _name(draft))
        finally:
            draft.unlink(missing_ok=True)

    def _place(self, draft: Path, name: str) -> str:
        target = self._path(name)
        if not target.exists():
            target.parent.mkdir(exist_ok=True)
            draft.replace(target)
            _sync(target.parent)
            _sync(self.root)
        return name

    def open_range(self, name: str, start: int, length: int) -> bytes:
        """Return `length` bytes from `start`, fewer at the end."""
        descriptor = os.open(self._existing(name), os.O_RDONLY)
        try:
            return os.pread(descriptor, length, start)
        finally:
            os.close(descriptor)

    def read(self, name: str) -> bytes:
        return self._existing(name).read_bytes()

    @contextmanager
    def local_path(self, name: str) -> Iterator[Path]:
        """Give the blob as a file for programs that want one; not to be written to."""
        yield self._existing(name)

    def size(self, name: str) -> int:
        return self._existing(name).stat().st_size

    def exists(self, name: str) -> bool:
        return self._path(name).exists()

    def delete(self, name: str) -> None:
        self._path(name).unlink(missing_ok=True)

    @contextmanager
    def held(self) -> Iterator["Hold"]:
        """Keep what is stored from being deleted under a reader of many blobs."""
        for left in self.root.glob("hold-*"):  # by a reader that was killed
            shutil.rmtree(left)
        hold = Hold(self.root, self.root / f"hold-{secrets.token_hex(8)}")
        try:
            yield hold
        finally:
            shutil.rmtree(hold.folder, ignore_errors=True)

    def probe(self) -> None:
        """Raise OSError when blobs cannot be written."""
        self.root.mkdir(parents=True, exist_ok=True)
        probe = self.root / f"draft-{secrets.token_hex(8)}"
        probe.touch()
        probe.unlink()

    def _existing(self, name: str) -> Path:
        path = self._path(name)
        if not path.exists():
            raise NotFound("没有找到这个文件。")
        return path

    def _path(self, name: str) -> Path:
        return self.root / name[:2] / name


class Hold:
    """A second name for every blob that `renew` has found."""

    def __init__(self, root: Path, folder: Path) -> None:
        self.root = root
        self.folder = folder

    def renew(self) -> None:
        """Hold what has been stored since."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for blob in self.root.glob("[0-9a-f][0-9a-f]/*"):
            with suppress(FileExistsError, FileNotFoundError):  # held before; just deleted
                os.link(blob, self.folder / blob.name)

    def names(self) -> list[str]:
        return sorted(held.name for held in self.folder.iterdir())

    def path(self, name: str) -> Path:
        return self.folder / name


def _write(source: Path | bytes, draft: Path) -> str:
    """Copy the source to `draft`, sync it, and return the hash of what was written."""
    if isinstance(source, Path):
        with source.open("rb") as original, draft.open("xb") as copy:
            shutil.copyfileobj(original, copy, CHUNK)
            copy.flush()
            os.fsync(copy.fileno())
    else:
        with draft.open("xb") as copy:
            copy.write(source)
            copy.flush()
            os.fsync(copy.fileno())
    return _name(draft)


def _name(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
