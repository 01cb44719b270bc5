from collections.abc import Callable, Iterator

import pytest

from library.works.indexing import catch_up
from library.works.manuscripts import Head, Manuscript, Written
from library.works.models import Work
from library.works.services import load
from lms.search.local import LocalIndex


def manuscript(*paragraphs: str, title: str = "支部工作札记", **head) -> Manuscript:
    """A text of one chapter; dicts of paragraphs by heading through `chapters`."""
    chapters = head.pop("chapters", None) or {"": list(paragraphs)}
    written = tuple(Written(name, 1, list(texts)) for name, texts in chapters.items())
    return Manuscript(Head(title=title, **head), written)


def no_progress(_share: float) -> None:
    pass


@pytest.fixture
def index(app, monkeypatch, tmp_path) -> Iterator[LocalIndex]:
    """An empty index for this test: editions of another test may have had the same numbers."""
    index = LocalIndex(tmp_path / "search")
    monkeypatch.setitem(app.extensions, "search index", index)
    yield index
    index.close()


@pytest.fixture
def shelve(app, session, school, index) -> Callable[..., Work]:
    """Bring a text into the library and index it."""

    def _shelve(*paragraphs: str, **head) -> Work:
        work = load(session, manuscript(*paragraphs, **head))
        session.commit()
        catch_up(app.db, index, no_progress)
        return work

    return _shelve
