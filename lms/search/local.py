"""The index of a school on one machine."""

import heapq
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from lms.search.engine import EmptyIndexError
from lms.search.folders import PAUSE_SECONDS, Folders
from lms.search.index import Beat, Document, Found, Hit, Near, Wanted
from lms.search.phrases import nearly
from lms.search.ranking import Ranked, rank
from lms.search.reader import Reader
from lms.search.resembling import resembling
from lms.search.writer import write

TRIES = 5


class LocalIndex:
    """Many processes may read, one at a time may write; within a process readers queue.

    A search is a few milliseconds of Python, so the queue costs nothing that the interpreter's
    own lock would not, and one reader is all the memory that a process needs.
    """

    def __init__(self, root: Path) -> None:
        self.folders = Folders(root)
        self._reader: Reader | None = None
        self._reading = Lock()

    def search(self, wanted: Wanted) -> Found:
        with self._latest() as reader:
            return _answer(reader, rank(reader, wanted.query), wanted) if reader else NOTHING

    def near(self, run: str) -> list[Near]:
        with self._latest() as reader:
            return nearly(reader, run) if reader else []

    def resembling(self, text: str, groups: Collection[int], limit: int) -> list[Hit]:
        with self._latest() as reader:
            return resembling(reader, text, groups, limit) if reader else []

    def sizes(self) -> Mapping[int, int]:
        with self._latest() as reader:
            return reader.sizes() if reader else {}

    def probe(self) -> None:
        with self._latest():
            pass

    def is_scattered(self) -> bool:
        with self._latest() as reader:
            return reader is not None and reader.is_scattered()

    def update(self, documents: Iterable[Document], *, drop: Collection[int], beat: Beat) -> None:
        with self.folders.writing(beat):
            write(self.folders.current_or_first(), documents, frozenset(drop), beat)

    def rebuild(self, documents: Iterable[Document], *, beat: Beat) -> None:
        with self.folders.writing(beat):
            folder = self.folders.next()
            write(folder, documents, frozenset(), beat)
            self.folders.switch_to(folder)

    def close(self) -> None:
        with self._reading:
            self._forget()

    @contextmanager
    def _latest(self) -> Iterator[Reader | None]:
        """Lend the reader of the latest commit; none while there is no index yet."""
        with self._reading:
            for attempt in range(1, TRIES):
                try:
                    self._refresh()
                    break
                except (FileNotFoundError, EmptyIndexError):
                    # the writer deleted the files of an older commit while we opened them
                    time.sleep(PAUSE_SECONDS * attempt)
            else:
                self._refresh()
            yield self._reader

    def _refresh(self) -> None:
        folder = self.folders.current()
        reader = self._reader
        if reader and reader.folder == folder and reader.is_current():
            return
        self._forget()
        self._reader = Reader(folder) if folder else None

    def _forget(self) -> None:
        if self._reader:
            self._reader.close()
            self._reader = None


NOTHING = Found(0, [], {}, [])


def _answer(reader: Reader, ranked: Ranked, wanted: Wanted) -> Found:
    group_of = {document: group for document in ranked.scores if (group := reader.group(document))}
    answers = [document for document, group in group_of.items() if group in wanted.groups]
    upto = wanted.offset + wanted.limit
    chosen = heapq.nsmallest(upto, answers, key=_order(ranked, group_of, wanted))
    hits = [
        Hit(reader.id(document), group_of[document], ranked.scores[document])
        for document in chosen[wanted.offset :]
    ]
    return Found(len(answers), hits, Counter(group_of.values()), ranked.missing)


def _order(
    ranked: Ranked, group_of: Mapping[int, int], wanted: Wanted
) -> Callable[[int], tuple[float, int]]:
    ranks = wanted.order
    if ranks is None:
        return lambda document: (-ranked.scores[document], document)
    return lambda document: (ranks[group_of[document]], document)
