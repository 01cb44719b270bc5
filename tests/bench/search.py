"""Searching passages, beside SQLite's FTS5 over the same words and pairs in the same run.

Goals: what stock Whoosh 2.7.4 reached beside FTS5 (docs: 7.8 to 5.4 ms for one word, and so on).
Ours also counts every answer and its facets; the reference returns ten rows.
"""

import atexit
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from itertools import cycle, islice
from pathlib import Path
from typing import Any, NamedTuple

from library.works.manuscripts import Manuscript
from library.works.manuscripts.reading import read_manuscript
from library.works.samples import samples
from lms.search import Document, Query, Wanted, excerpt, marks_of
from lms.search.analysis import fold, pairs, runs, words_of
from lms.search.local import LocalIndex
from lms.workshop.bench import Bench, Goal, Pair, cpu_ms, row, times_reference
from tests.needs import SHARED_DATA

PASSAGES = 5_000
TIMES = 5
GROUPS = 33
TEN = 10


class Both(NamedTuple):
    """The same passages in our index and in FTS5."""

    ours: LocalIndex
    fts: sqlite3.Connection
    texts: dict[int, str]


def passages(count: int) -> Iterator[Document]:
    """Yield so many passages: of the corpus where it is there, else of the samples in turn."""
    paragraphs = [text for manuscript in _manuscripts() for text in manuscript.paragraphs]
    spread = paragraphs[:: max(1, len(paragraphs) // count)]
    for number, text in enumerate(islice(cycle(spread), count), 1):
        yield Document(number, number % GROUPS + 1, text)


@cache
def _manuscripts() -> list[Manuscript]:
    files = sorted((SHARED_DATA / "corpus").glob("*.txt"))
    return [read_manuscript(file.name, file.read_bytes()) for file in files] or samples()


def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="bench-search-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def build_index(count: int) -> LocalIndex:
    index = LocalIndex(_folder())
    index.rebuild(passages(count), beat=lambda _done: None)
    return index


def _build_fts(count: int) -> sqlite3.Connection:
    connection = sqlite3.connect(_folder() / "fts.db")
    connection.execute("CREATE TABLE doc (id INTEGER PRIMARY KEY, grp INTEGER)")
    connection.execute("CREATE VIRTUAL TABLE fts USING fts5 (words, pairs)")
    for document in passages(count):
        connection.execute("INSERT INTO doc VALUES (?, ?)", (document.id, document.group))
        connection.execute(
            "INSERT INTO fts (rowid, words, pairs) VALUES (?, ?, ?)",
            (document.id, *_terms(fold(document.text))),
        )
    connection.commit()
    return connection


def _terms(folded: str) -> tuple[str, str]:
    """Return the words and the pairs of a text, as ours indexes them, for a plain tokenizer."""
    every = list(runs(folded))
    found = (
        [word for run in every for word in words_of(run)],
        [pair for run in every for pair in pairs(run.text)],
    )
    return " ".join(found[0]), " ".join(found[1])


@cache
def _both(count: int) -> Both:
    texts = {document.id: document.text for document in passages(count)}
    return Both(build_index(count), _build_fts(count), texts)


def _ask(both: Both, text: str, groups: range) -> None:
    wanted = Wanted(query=Query.parse(text), groups=groups, limit=TEN)
    both.ours.search(wanted)


def _ask_marked(both: Both, text: str) -> None:
    query = Query.parse(text)
    found = both.ours.search(Wanted(query=query, groups=range(1, GROUPS + 1), limit=TEN))
    for hit in found.hits:
        passage = both.texts[hit.id]
        excerpt(passage, marks_of(passage, query), 160)


def _ask_fts(both: Both, match: str, where: str = "", shown: str = "fts.rowid") -> list[Any]:
    statement = (
        f"SELECT {shown} FROM fts JOIN doc ON doc.id = fts.rowid "  # noqa: S608  our own words
        f"WHERE fts MATCH ? {where} ORDER BY bm25(fts) LIMIT 10"
    )
    return both.fts.execute(statement, (match,)).fetchall()


def _compare(
    bench: Bench, ours: Callable[[Both], object], reference: Callable[[Both], object]
) -> Pair:
    both = _both(bench.size("passages", PASSAGES))
    return bench.alternate(
        lambda: cpu_ms(lambda: ours(both), TIMES), lambda: cpu_ms(lambda: reference(both), TIMES)
    )


def _class(name: str, text: str, match: str, goal: Goal, where: str = "") -> None:
    groups = range(1, 4) if where else range(1, GROUPS + 1)

    @row(f"search: {name}", unit="ms", goal=goal)
    def _measure(bench: Bench) -> Pair:
        return _compare(
            bench,
            lambda both: _ask(both, text, groups),
            lambda both: _ask_fts(both, match, where),
        )


_class("one common word", "一个", "一个", times_reference(1.5))
_class("two words", "太守 夫人", "太守 AND 夫人", times_reference(11))
_class("four words", "先生 大人 朝廷 将军", "先生 OR 大人 OR 朝廷 OR 将军", times_reference(2.2))
_class("phrase", "“话说天下”", 'pairs: "话说 说天 天下"', times_reference(12))
_class("with a filter", "太守 夫人", "太守 AND 夫人", times_reference(34), "AND doc.grp <= 3")


@row("search: ten with highlights", unit="ms", goal=times_reference(1.8))
def highlights(bench: Bench) -> Pair:
    snippet = "snippet(fts, 0, '<mark>', '</mark>', '……', 64)"
    return _compare(
        bench,
        lambda both: _ask_marked(both, "先生"),
        lambda both: _ask_fts(both, "先生", shown=snippet),
    )


@row("search: index a passage", unit="ms", goal=times_reference(8))
def build(bench: Bench) -> Pair:
    count = bench.size("indexed", 1_000)
    return bench.alternate(
        lambda: cpu_ms(lambda: build_index(count).close()) / count,
        lambda: cpu_ms(lambda: _build_fts(count).close()) / count,
    )
