"""The name of a work in its address: its title, as a reader can say it."""

import re
from collections.abc import Iterator
from itertools import count

NOT_IN_SLUGS = re.compile(r"[^\w]+")
LONGEST = 80
RESERVED = {"search"}  # addresses of the library itself


def candidates(title: str) -> Iterator[str]:
    """Yield the slugs that a work may take, the best first, without end."""
    slug = NOT_IN_SLUGS.sub("-", title.lower()).strip("-")[:LONGEST] or "work"
    if slug not in RESERVED:
        yield slug
    for number in count(2):
        yield f"{slug}-{number}"
