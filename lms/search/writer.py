"""Writing into one folder. The caller holds the lock."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from lms.search.codec import Codec
from lms.search.engine import FileIndex, SegmentWriter
from lms.search.fields import GROUP, ID, PAIRS, WORDS
from lms.search.files import IndexStorage
from lms.search.index import Beat, Document
from lms.search.reader import FULL_SEGMENT, NAME, Reader

BEAT_EVERY = 200
POOL_MB = 16  # postings held in memory before they are sorted to the disk


def write(folder: Path, documents: Iterable[Document], drop: frozenset[int], beat: Beat) -> None:
    """Take groups out and put documents in; up to 20,000 of them in the very same commit."""
    remaining = iter(documents)
    done = 0
    while (batch := list(islice(remaining, FULL_SEGMENT))) or drop:
        with _commit(folder) as writer:
            for number in _numbers_of(folder, drop):
                writer.delete_document(number)
            for document in batch:
                _add(writer, document)
                done += 1
                if done % BEAT_EVERY == 0:
                    beat(done)
        drop = frozenset()


@contextmanager
def _commit(folder: Path) -> Iterator[SegmentWriter]:
    for leftover in folder.glob("*.toc.*"):  # of a commit that was killed before its last step
        leftover.unlink()
    index = FileIndex(IndexStorage(folder), indexname=NAME)
    writer = SegmentWriter(index, codec=Codec(), compound=False, limitmb=POOL_MB)
    try:
        yield writer
    except BaseException:
        writer.cancel()
        raise
    writer.commit(merge=False)


def _numbers_of(folder: Path, groups: frozenset[int]) -> list[int]:
    if not groups:
        return []
    reader = Reader(folder)
    try:
        return [
            segment.base + number
            for segment in reader.segments
            for number, group in enumerate(segment.groups)
            if group in groups
        ]
    finally:
        reader.close()


def _add(writer: SegmentWriter, document: Document) -> None:
    writer.add_document(
        **{PAIRS: document.text, WORDS: document.text, ID: document.id, GROUP: document.group}
    )
