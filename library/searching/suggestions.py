"""What somebody may have meant."""

from collections import Counter
from collections.abc import Collection, Iterable
from difflib import get_close_matches

from sqlalchemy.orm import Session

from library.works import queries
from lms.search import Index, Near

SHORTEST, LONGEST = 3, 12  # characters of a run that is looked into
MOST_PLACES = 200
CLOSE = 0.7


def suggested(
    session: Session, index: Index, q: str, missing: Iterable[str], names: Collection[str]
) -> str | None:
    """Return the query with a run put right that stands nowhere, or a name that is close to it."""
    named = get_close_matches(q, names, 1, CLOSE)
    if named and named[0] != q:
        return named[0]
    for run in missing:
        better = _corrected(session, index, run) if SHORTEST <= len(run) <= LONGEST else None
        if better and run in q.lower():
            return q.lower().replace(run, better)
    return None


def _corrected(session: Session, index: Index, run: str) -> str | None:
    """Return what stands most often where all but one character of the run stand."""
    places = index.near(run)[:MOST_PLACES]
    texts = queries.spots(session, {place.id for place in places})
    standing = Counter(
        _standing(texts[place.id].text, place) for place in places if place.id in texts
    )
    candidates = [text for text, _count in standing.most_common() if _differs_once(text, run)]
    return candidates[0] if candidates else None


def _standing(text: str, place: Near) -> str:
    return text[place.start : place.stop]


def _differs_once(text: str, run: str) -> bool:
    pairs = zip(text, run, strict=False)
    return len(text) == len(run) and sum(one != other for one, other in pairs) == 1
