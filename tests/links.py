"""Following the links of the school: of pages that differ by a number only one is visited."""

import re
from collections import deque
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

MOST = 120
LEFT_ALONE = re.compile(
    r"^/(assets|api|lang|play)/|/(file|original)$|\.\w+$"
)  # not pages, or downloads


class Trail:
    """The pages that are still to be visited, in the order in which they were found."""

    def __init__(self, start: str) -> None:
        self.waiting = deque([start])
        self.seen = {_kind(start)}

    def __iter__(self) -> Iterator[str]:
        while self.waiting and len(self.seen) <= MOST:
            yield self.waiting.popleft()

    def found(self, links: Iterable[str]) -> None:
        """Note what a page links to, paths of this school."""
        for path in sorted({urlsplit(link).path for link in links}):
            if _kind(path) not in self.seen and not LEFT_ALONE.search(path):
                self.seen.add(_kind(path))
                self.waiting.append(path)


def _kind(path: str) -> str:
    return re.sub(r"\d+", "0", path)
