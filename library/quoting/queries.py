"""Where a quotation comes from, and how it differs from there."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import and_, false, or_, select
from sqlalchemy.orm import Session

from library.quoting.candidates import Candidate, Region, Verdict, judged
from library.quoting.given import Given
from library.searching.facets import Facet, facets
from library.searching.question import Question
from library.searching.shelf import Shelved, shelf
from library.works.models import Passage
from lms.db import Page
from lms.people import Actor
from lms.search import Hit, Index

MOST_SHOWN = 10
MOST_PLACES = 12  # that are compared character by character
LEAST_SHARE = 0.25  # of the best place's score: less is chance
HITS, HITS_A_STRETCH, STRETCH = 24, 12, 40
MOST_NEAREST = 3
LEAST_SAME = 5  # characters in a row: fewer stand together anywhere
GAP = 2  # passages from one hit to the next of the same place


@dataclass(frozen=True, slots=True)
class Answer:
    """What a check came to; `within` is the single work that was asked, if it was one."""

    page: Page[Candidate]
    nearest: list[Candidate]
    """Where nothing is a source: passages that share some words with the quotation all the same."""
    facets: list[Facet]
    within: Shelved | None

    @property
    def is_narrowable(self) -> bool:
        """Whether there is anything to tick."""
        return any(
            len(facet.values) > 1 or any(value.is_chosen for value in facet.values)
            for facet in self.facets
        )

    @property
    def verdict(self) -> Verdict:
        return self.page.items[0].verdict if self.page.items else Verdict.none


class Place(NamedTuple):
    """Passages of one edition, in which a quotation may stand."""

    edition_id: int
    first: int
    last: int
    score: float


def check(session: Session, index: Index, actor: Actor, question: Question) -> Answer:
    """Find the sources of a quotation. Raises Invalid when it is too short or too long."""
    given = Given.parse(question.q)
    works = {work.edition_id: work for work in shelf(session, actor)}
    everywhere = _candidates(session, index, given, works)
    asked = {edition: work for edition, work in works.items() if question.asks(work)}
    compared = _candidates(session, index, given, asked) if question.is_narrowed else everywhere
    found = _sources(compared)
    counts = Counter(candidate.work.edition_id for candidate in _sources(everywhere))
    return Answer(
        Page(found, len(found), 1, MOST_SHOWN),
        [] if found else _nearest(compared),
        facets(works.values(), counts, question.chosen),
        next((work for work in works.values() if work.slug == question.work), None),
    )


def _candidates(
    session: Session, index: Index, given: Given, works: dict[int, Shelved]
) -> list[Candidate]:
    most = HITS + HITS_A_STRETCH * (given.length // STRETCH)
    hits = index.resembling(" ".join(given.pieces), works.keys(), most)
    places = _places(session, hits)
    regions = _regions(session, places)
    found = [
        candidate
        for place in places
        if (candidate := judged(works[place.edition_id], regions[place], given))
    ]
    return sorted(found, key=lambda candidate: candidate.rank)


def _sources(compared: Collection[Candidate]) -> list[Candidate]:
    return [one for one in compared if one.verdict is not Verdict.none][:MOST_SHOWN]


def _nearest(compared: Collection[Candidate]) -> list[Candidate]:
    """Return the passages that share most of the quotation at a stretch, if it is no chance."""
    sharing = [one for one in compared if one.longest_same >= LEAST_SAME]
    return sorted(sharing, key=lambda one: (-one.longest_same, one.rank))[:MOST_NEAREST]


def _places(session: Session, hits: Collection[Hit]) -> list[Place]:
    """Put hits together that stand close to each other: a quotation may span passages."""
    scores = {hit.id: hit.score for hit in hits}
    statement = (
        select(Passage.edition_id, Passage.n, Passage.id)
        .where(Passage.id.in_(scores))
        .order_by(Passage.edition_id, Passage.n)
    )
    places: list[Place] = []
    for edition_id, n, passage_id in session.execute(statement):
        last, score = places[-1] if places else None, scores[passage_id]
        if last and last.edition_id == edition_id and n <= last.last + GAP:
            places[-1] = last._replace(last=n, score=last.score + score)
        else:
            places.append(Place(edition_id, n, n, score))
    best = sorted(places, key=lambda place: place.score, reverse=True)[:MOST_PLACES]
    return [place for place in best if place.score >= LEAST_SHARE * best[0].score]


def _regions(session: Session, places: Collection[Place]) -> dict[Place, Region]:
    """Return the text of each place, and of the passages before and after it."""
    standing = [
        and_(
            Passage.edition_id == place.edition_id,
            Passage.n.between(place.first - 1, place.last + 1),
        )
        for place in places
    ]
    statement = (
        select(Passage.edition_id, Passage.n, Passage.anchor, Passage.text, Passage.page)
        .where(or_(false(), *standing))
        .order_by(Passage.edition_id, Passage.n)
    )
    regions: defaultdict[Place, Region] = defaultdict(Region)
    for edition_id, n, anchor, text, page in session.execute(statement):
        for place in _holding(places, edition_id, n):
            regions[place].add(n, anchor, text, page)
    return regions


def _holding(places: Collection[Place], edition_id: int, n: int) -> Iterator[Place]:
    for place in places:
        if place.edition_id == edition_id and place.first - 1 <= n <= place.last + 1:
            yield place
