"""How many answers each author, era and kind has.

Within a facet the ticked values add up, so its counts disregard its own ticks; between facets they
narrow, so its counts regard the others'.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from library.searching.question import FACETS, Chosen, fits
from library.searching.shelf import FAR, Shelved
from library.works.dates import year_of

MOST_VALUES = 12


class Value(NamedTuple):
    value: str
    answers: int
    is_chosen: bool


class Facet(NamedTuple):
    name: str
    values: list[Value]

    @property
    def narrows(self) -> bool:
        """There is something to choose from, or something chosen to be taken back."""
        return len(self.values) > 1 or any(value.is_chosen for value in self.values)


def facets(works: Iterable[Shelved], counts: Mapping[int, int], chosen: Chosen) -> list[Facet]:
    """Return the facets of an answer; `counts` holds the answers in each edition."""
    answering = [work for work in works if counts.get(work.edition_id)]
    return [Facet(name, _values(name, answering, counts, chosen)) for name in FACETS]


def _values(
    name: str, works: Sequence[Shelved], counts: Mapping[int, int], chosen: Chosen
) -> list[Value]:
    found: Counter[str] = Counter(dict.fromkeys(chosen.get(name, ()), 0))
    for work in works:
        if fits(work, chosen, but=name):
            found[getattr(work, name)] += counts[work.edition_id]
    ticked = chosen.get(name, ())
    most = [value for value, _count in found.most_common() if value]
    shown = {*most[:MOST_VALUES], *ticked}
    ordered = sorted(shown, key=lambda value: year_of("", value) or FAR) if name == "era" else most
    return [Value(value, found[value], value in ticked) for value in ordered if value in shown]
