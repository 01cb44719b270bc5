"""Writing into one folder. The caller holds the lock."""

import marshal
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from lms.search.codec import Codec
from lms.search.engine import FileIndex, PostingPool, SegmentWriter
from lms.search.fields import GROUP, ID, PAIRS, WORDS
from lms.search.files import IndexStorage
from lms.search.index import Beat, Document
from lms.search.reader import FULL_SEGMENT, NAME, Reader

BEAT_EVERY = 200
POOL_MB = 16  # postings held in memory before they are sorted to the disk
CHUNK = 1000

Posting = tuple[str, bytes, int, float, bytes]


class Pool(PostingPool):
    """Sorts postings by way of the disk, where they lie in chunks: one by one they take longer."""

    def _write_run(self, file: BinaryIO, postings: Iterable[Posting]) -> None:
        remaining = iter(postings)
        while chunk := list(islice(remaining, CHUNK)):
            marshal.dump(chunk, file)
        file.close()

    def _read_run(self, path: str) -> Iterator[Posting]:
        file = self._open_run(path)
        try:
            while True:
                yield from marshal.load(file)  # noqa: S302  written by this very process
        except EOFError:
            return
        finally:
            file.close()
            self._remove_run(path)


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
    writer = SegmentWriter(index, codec=Codec(), compound=False)
    writer.pool = Pool(writer._tempstorage, writer.newsegment, limitmb=POOL_MB)  # noqa: SLF001
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
