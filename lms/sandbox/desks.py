"""Where programs work: a folder each in the data directory, gone when the work is done."""

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

FOLDER = "work"
KEPT_SECONDS = 24 * 3600  # what a kill has left


@contextmanager
def work_folder(data_dir: Path, name: str) -> Iterator[Path]:
    """Give an empty folder that is gone afterwards."""
    parent = data_dir.absolute() / FOLDER
    parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=parent, prefix=f"{name}-") as folder:
        yield Path(folder)


def clear_work(data_dir: Path) -> None:
    """Remove the folders of work that was killed long ago."""
    oldest = time.time() - KEPT_SECONDS
    for folder in (data_dir / FOLDER).glob("*-*"):
        if folder.stat().st_mtime < oldest:
            shutil.rmtree(folder, ignore_errors=True)
