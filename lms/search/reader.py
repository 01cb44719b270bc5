"""An index as it stood after one commit, open for reading."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from lms.search.codec import NumberColumn, Postings
from lms.search.engine import TOC, FileIndex, TermNotFound
from lms.search.fields import GROUP, ID
from lms.search.files import IndexStorage

if TYPE_CHECKING:
    from array import array

NAME = "passages"
FULL_SEGMENT = 20_000  # documents: what one commit takes in
NO_GROUP = 0  # of a document that was taken out; real groups count from 1


class Term(NamedTuple):
    field: str
    text: str


class Segment:
    """One segment: its terms, and for each document its id and group (none when taken out)."""

    def __init__(self, storage: IndexStorage, segment: Any, base: int) -> None:
        self.base = base
        self._terms = segment.codec().terms_reader(storage, segment)
        self._documents = segment.codec().per_document_reader(storage, segment)
        self.ids: array[int] = self._documents.column_reader(ID, NumberColumn())
        self.groups: array[int] = self._documents.column_reader(GROUP, NumberColumn())
        for document in segment.deleted_docs():
            self.groups[document] = NO_GROUP

    def count(self, term: Term) -> int:
        try:
            return int(self._terms.doc_frequency(term.field, term.text.encode()))
        except KeyError:
            return 0

    def postings(self, term: Term) -> Postings | None:
        try:
            found: Postings = self._terms.matcher(term.field, term.text.encode(), None)
        except TermNotFound:
            return None
        return found

    def terms_starting(self, start: Term) -> Iterator[Term]:
        prefix = start.text.encode()
        for field, text in self._terms.terms_from(start.field, prefix):
            if field != start.field or not text.startswith(prefix):
                return
            yield Term(field, text.decode())

    def close(self) -> None:
        self._terms.close()
        self._documents.close()


class Reader:
    """All segments of one generation. One thread at a time: the files remember where they are."""

    def __init__(self, folder: Path) -> None:
        storage = IndexStorage(folder)
        self._index = FileIndex(storage, indexname=NAME)
        contents = TOC.read(storage, NAME)
        self.folder = folder
        self.generation: int = contents.generation
        sizes: list[int] = [segment.doc_count_all() for segment in contents.segments]
        *self._bases, self.size = accumulate(sizes, initial=0)
        self.segments = [
            Segment(storage, segment, base)
            for segment, base in zip(contents.segments, self._bases, strict=True)
        ]

    def is_current(self) -> bool:
        """Say whether nobody has committed to this folder since."""
        return bool(self._index.latest_generation() == self.generation)

    def id(self, document: int) -> int:
        segment = self._segment(document)
        return segment.ids[document - segment.base]

    def group(self, document: int) -> int:
        segment = self._segment(document)
        return segment.groups[document - segment.base]

    def _segment(self, document: int) -> Segment:
        return self.segments[bisect_right(self._bases, document) - 1]

    def count(self, term: Term) -> int:
        return sum(segment.count(term) for segment in self.segments)

    def is_scattered(self) -> bool:
        """Say whether there are more segments than the documents need, or idle documents."""
        needed = -(-self.size // FULL_SEGMENT)
        return len(self.segments) > needed or any(NO_GROUP in part.groups for part in self.segments)

    def sizes(self) -> Counter[int]:
        sizes: Counter[int] = Counter()
        for segment in self.segments:
            sizes.update(segment.groups)
        del sizes[NO_GROUP]
        return sizes

    def close(self) -> None:
        for segment in self.segments:
            segment.close()
