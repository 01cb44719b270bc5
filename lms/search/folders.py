"""Where an index lies, which folder is the current one, and who may write.

search/current     the name of the folder in use
search/v2-7/       one index; a rebuild makes the next one, then changes `current`
search/writing     the lock of the one writer
"""

import fcntl
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lms.search.engine import FileIndex
from lms.search.fields import new_schema
from lms.search.files import IndexStorage, sync_folder, write_whole
from lms.search.index import Beat
from lms.search.reader import NAME

FORMAT = "v2"  # of files and terms: an index of another format is left alone and made anew
CURRENT, WRITING = "current", "writing"
PAUSE_SECONDS = 0.2


class Folders:
    def __init__(self, root: Path) -> None:
        self.root = root

    def current(self) -> Path | None:
        try:
            name = (self.root / CURRENT).read_text("utf-8")
        except FileNotFoundError:
            return None
        return self.root / name if name.startswith(f"{FORMAT}-") else None

    def current_or_first(self) -> Path:
        return self.current() or self.switch_to(self.next())

    def next(self) -> Path:
        """Make the next folder, empty; what a killed rebuild has left is cleared away first."""
        current = self.current()
        for folder in self.root.glob("v*-*"):
            if folder != current:
                shutil.rmtree(folder)
        number = int(current.name.rpartition("-")[2]) + 1 if current else 1
        folder = self.root / f"{FORMAT}-{number}"
        folder.mkdir()
        FileIndex.create(IndexStorage(folder), new_schema(), NAME)
        sync_folder(self.root)
        return folder

    def switch_to(self, folder: Path) -> Path:
        old = self.current()
        write_whole(self.root / CURRENT, folder.name)
        if old:
            shutil.rmtree(old, ignore_errors=True)
        return folder

    @contextmanager
    def writing(self, beat: Beat) -> Iterator[None]:
        """Wait until no other process writes; the lock of a killed one is free at once."""
        self.root.mkdir(parents=True, exist_ok=True)
        with (self.root / WRITING).open("w") as lock:
            while not _is_locked(lock.fileno()):
                beat(0)
                time.sleep(PAUSE_SECONDS)
            yield


def _is_locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
