"""Index files: read through memory maps, written so that a power cut leaves the old or the new."""

import mmap
import os
from pathlib import Path
from typing import Any

from lms.search.engine import FileStorage, StructFile


def sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_whole(path: Path, text: str) -> None:
    """Write a small file in one step: it reads as before or as `text`, also after a power cut."""
    draft = path.with_name(f"{path.name}.draft")
    with draft.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    sync_folder(path.parent)


class MappedFile(StructFile):
    """A file of the index as a memory map.

    Whoosh's own maps end in a BytesIO, a copy of the whole index in each searcher; here the pages
    stay in the system's cache, once for all processes.
    """

    def __init__(self, path: str, name: str) -> None:
        with open(path, "rb") as file:  # noqa: PTH123  Whoosh speaks in strings
            self.map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        super().__init__(self.map, name=name)
        self.is_real = False  # so that arrays are read from the map, not from a descriptor

    def get(self, position: int, length: int) -> bytes:
        return self.map[position : position + length]


class IndexStorage(FileStorage):
    """A folder of index files.

    The table of contents is renamed into place last, and only once everything it names is on the
    disk: a commit has happened or it has not.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder))
        self._unsynced: set[str] = set()

    def create_file(self, name: str, **options: Any) -> StructFile:
        self._unsynced.add(name)
        return super().create_file(name, **options)

    def open_file(self, name: str, **options: Any) -> StructFile:
        path = self._fpath(name)
        if os.path.getsize(path) == 0:  # noqa: PTH202  nothing to map
            return super().open_file(name, **options)
        return MappedFile(path, name)

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:  # noqa: FBT001, FBT002  Whoosh's signature
        for name in self._unsynced:
            _sync_if_there(self._fpath(name))
        self._unsynced.clear()
        super().rename_file(oldname, newname, safe=safe)
        sync_folder(Path(self.folder))


def _sync_if_there(path: str) -> None:
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return  # a temporary file, done with
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
