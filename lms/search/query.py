"""What somebody typed into the search box, understood."""

import re
from dataclasses import dataclass
from typing import NamedTuple, Self

from lms.search.analysis import Run, fold, runs

LONGEST = 200
QUOTED = re.compile(r'"([^"]*)"|“([^”]*)”|「([^」]*)」|『([^』]*)』')
PHRASE = 3


class Part(NamedTuple):
    """One run of the query. An exact one was quoted: it must stand in the text as it is."""

    run: Run
    is_exact: bool

    @property
    def text(self) -> str:
        return self.run.text

    @property
    def is_phrase(self) -> bool:
        """Whether it is long enough that standing together says more than its pairs."""
        return self.run.is_han and len(self.text) >= PHRASE


@dataclass(frozen=True, slots=True)
class Query:
    text: str
    parts: tuple[Part, ...]

    @classmethod
    def parse(cls, text: str) -> Self:
        folded = fold(text[:LONGEST])
        quoted = [match.span() for match in QUOTED.finditer(folded)]
        return cls(text, tuple(_part(run, quoted) for run in runs(folded)))


def _part(run: Run, quoted: list[tuple[int, int]]) -> Part:
    return Part(run, any(start <= run.start < stop for start, stop in quoted))
