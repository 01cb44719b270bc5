"""What the rest of the house may ask of a search index, whichever engine stands behind it.

A document is one passage of text. Documents belong to groups (the editions of the library); the
index knows nothing about them but their numbers, so their authors, titles and permissions stay
in the database, where a change is seen at once.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from lms.search.query import Query


class Document(NamedTuple):
    id: int
    group: int
    text: str


class Hit(NamedTuple):
    id: int
    group: int
    score: float


class Near(NamedTuple):
    """A place in a document where a stretch of text almost stands."""

    id: int
    start: int
    stop: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A question: which groups may answer, and which slice of the answer to return.

    With `order` (the rank of each group) the hits come in the order of their groups and of the
    text; without, the best first.
    """

    query: Query
    groups: Collection[int]
    order: Mapping[int, int] | None = None
    offset: int = 0
    limit: int = 20


@dataclass(frozen=True, slots=True)
class Found:
    """An answer. `by_group` counts in all groups, also in those that were not asked."""

    total: int
    hits: list[Hit]
    by_group: Mapping[int, int]
    missing: list[str]
    """Runs of the query that stand nowhere as a whole: perhaps misspelt."""


Beat = Callable[[int], None]
"""Called now and then with the number of documents done; what it raises stops the work."""


class Index(Protocol):
    def search(self, wanted: Wanted) -> Found: ...

    def near(self, run: str) -> list[Near]:
        """Return places that differ from `run` in a single character."""

    def resembling(self, text: str, groups: Collection[int], limit: int) -> list[Hit]:
        """Return the documents of these groups that hold most of a text, the best first."""

    def sizes(self) -> Mapping[int, int]:
        """Return the number of documents of each group: less than it should be, after a kill."""

    def probe(self) -> None:
        """Raise when the index cannot be read."""

    def is_scattered(self) -> bool:
        """Say whether a rebuild would make searches quicker."""

    def update(self, documents: Iterable[Document], *, drop: Collection[int], beat: Beat) -> None:
        """Take the groups `drop` out and the documents in. Waits for another writer to end."""

    def rebuild(self, documents: Iterable[Document], *, beat: Beat) -> None:
        """Make a new index of these documents alone and switch to it in one step."""
