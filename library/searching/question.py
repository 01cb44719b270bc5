"""What somebody asks the library, as it stands in the address: shareable, and back works."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Self

from library.searching.shelf import Shelved

LONGEST, LONGEST_QUOTE = 200, 5_000
HITS_A_PAGE, WORKS_A_PAGE = 10, 20
MOST_CHOICES = 50
LAST_PAGE = 1_000
MOST_DIGITS = 20


class Mode(StrEnum):
    """Passages by their text, works by their names, or the source of a quotation."""

    text = "text"
    names = "title"
    quote = "quote"


class Sort(StrEnum):
    best = "best"
    time = "time"


FACETS = ("author", "era", "kind")
Chosen = Mapping[str, tuple[str, ...]]


def fits(work: Shelved, chosen: Chosen, *, but: str = "") -> bool:
    """Say whether a work has a ticked value in each facet that has ticks, `but` one left aside."""
    return all(
        getattr(work, name) in values for name, values in chosen.items() if values and name != but
    )


@dataclass(frozen=True, slots=True)
class Question:
    """`chosen` holds, by facet, the values that were ticked; `work` is the slug of a single one."""

    q: str = ""
    mode: Mode = Mode.text
    sort: Sort = Sort.best
    work: str = ""
    chosen: Chosen = field(default_factory=dict)
    offset: int = 0
    size: int = HITS_A_PAGE

    @classmethod
    def from_args(cls, args: Mapping[str, Sequence[str]]) -> Self:
        """Read an address; what does not fit counts as not said."""

        def _last(name: str) -> str:
            return next(reversed(args.get(name, ())), "")

        mode, sort, number = _last("mode"), _last("sort"), _page(_last("page"))
        size = WORKS_A_PAGE if mode == Mode.names else HITS_A_PAGE
        return cls(
            q=_last("q").strip()[: LONGEST_QUOTE if mode == Mode.quote else LONGEST],
            mode=Mode(mode) if mode in set(Mode) else Mode.text,
            sort=Sort(sort) if sort in set(Sort) else Sort.best,
            work=_last("work"),
            chosen={name: _ticked(args.get(name, ())) for name in FACETS},
            offset=(number - 1) * size,
            size=size,
        )

    @property
    def page(self) -> int:
        return self.offset // self.size + 1

    @property
    def is_narrowed(self) -> bool:
        return bool(self.work or any(self.chosen.values()))

    def asks(self, work: Shelved) -> bool:
        """Say whether a work is among those that may answer."""
        return self.work in {"", work.slug} and fits(work, self.chosen)

    def args(self, **changes: Any) -> dict[str, Any]:
        """Return what an address must say to ask this, with changes, from the first page."""
        other = replace(self, **changes)
        said: dict[str, Any] = {"q": other.q, "work": other.work, **other.chosen}
        if other.mode is not Mode.text:
            said["mode"] = str(other.mode)
        if other.sort is not Sort.best:
            said["sort"] = str(other.sort)
        return {name: value for name, value in said.items() if value}

    def without(self, facet: str, value: str) -> dict[str, Any]:
        left = tuple(other for other in self.chosen[facet] if other != value)
        return self.args(chosen={**self.chosen, facet: left})

    def unfiltered(self) -> dict[str, Any]:
        return self.args(chosen={}, work="")


def _page(words: str) -> int:
    is_number = words.isascii() and words.isdigit() and len(words) <= MOST_DIGITS
    return min(max(int(words), 1), LAST_PAGE) if is_number else 1


def _ticked(values: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, values)))[:MOST_CHOICES]
