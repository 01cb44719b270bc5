"""Full-text search. The only importer of the search engine and of the Chinese segmenter."""

from typing import TYPE_CHECKING, Any, cast

from lms.search.analysis import fold
from lms.search.index import Beat, Document, Found, Hit, Index, Near, Wanted
from lms.search.marks import Excerpt, Marks, excerpt, marks_of
from lms.search.query import Query

if TYPE_CHECKING:
    from lms.search.local import LocalIndex

__all__ = [
    "Beat",
    "Document",
    "Excerpt",
    "Found",
    "Hit",
    "Index",
    "Marks",
    "Near",
    "Query",
    "Wanted",
    "excerpt",
    "fold",
    "index_of",
    "marks_of",
    "preload",
]

EXTENSION = "search index"
FOLDER = "search"


def index_of(app: Any) -> Index:
    """Return the index of an app: one for each process, opened when it is first asked for."""
    return cast("Index", app.extensions.get(EXTENSION) or _open(app))


def _open(app: Any) -> "LocalIndex":
    # Here, not above: the engine takes 0.1 s and 10 MB, which a start without a search saves.
    from lms.search.local import LocalIndex  # noqa: PLC0415

    index = LocalIndex(app.settings.data_dir / FOLDER)
    return cast("LocalIndex", app.extensions.setdefault(EXTENSION, index))


def preload() -> None:
    """Load the engine and the dictionary, 40 MB that forks made afterwards share."""
    import rjieba  # noqa: F401, PLC0415

    import lms.search.local  # noqa: F401, PLC0415

    fold("")  # its table, too
