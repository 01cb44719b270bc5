from collections.abc import Callable, Iterator

import pytest

from lms.search import Document, Found, Query, Wanted
from lms.search.local import LocalIndex


def no_beat(_done: int) -> None:
    pass


@pytest.fixture
def index(tmp_path) -> Iterator[LocalIndex]:
    index = LocalIndex(tmp_path / "search")
    yield index
    index.close()


@pytest.fixture
def fill(index: LocalIndex) -> Callable[..., None]:
    """Put texts into the index, numbered from 1, in one group."""

    def _fill(*texts: str, group: int = 1, first: int = 1) -> None:
        documents = [Document(first + n, group, text) for n, text in enumerate(texts)]
        index.update(documents, drop=(), beat=no_beat)

    return _fill


@pytest.fixture
def ask(index: LocalIndex) -> Callable[..., Found]:
    def _ask(text: str, groups=frozenset({1, 2, 3}), **options) -> Found:
        return index.search(Wanted(query=Query.parse(text), groups=groups, **options))

    return _ask


@pytest.fixture
def ids(ask) -> Callable[..., list[int]]:
    return lambda text, **options: [hit.id for hit in ask(text, **options).hits]
