"""How each item of a quiz did, by first attempts; what people chose instead of the right answer."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from quizzes.bank.models import Item, ItemRevision
from quizzes.bank.queries import CURRENT
from quizzes.marking import Kind
from quizzes.sittings.models import Question, Sitting
from quizzes.statistics.measures import Measures, Score, measures

CHOICES = (Kind.single, Kind.multiple)


class Distractor(NamedTuple):
    """A wrong option and how many chose it."""

    text: str
    chosen: int


class ItemStatistics(NamedTuple):
    """An item in its current words, with what first attempts say about it.

    `distractor` is the wrong option that most people chose, where there is a choice.
    """

    item_id: int
    kind: Kind
    stem: str
    measures: Measures
    distractor: Distractor | None


@dataclass(slots=True)
class Tally:
    """What was collected about one item."""

    scores: list[Score] = field(default_factory=list)
    wrong: Counter[str] = field(default_factory=Counter)

    @property
    def distractor(self) -> Distractor | None:
        return next((Distractor(*most) for most in self.wrong.most_common(1)), None)


def item_statistics(session: Session, quiz_id: int) -> list[ItemStatistics]:
    """Return the items of a quiz, the hardest first: three queries, however many sat."""
    tallies = _tallies(session, quiz_id)
    words = _words(session, tallies)
    found = [
        ItemStatistics(*words[item_id], measures(tally.scores), tally.distractor)
        for item_id, tally in tallies.items()
    ]
    return sorted(found, key=lambda one: (one.measures.facility or 0, one.item_id))


def _tallies(session: Session, quiz_id: int) -> dict[int, Tally]:
    rows = session.execute(
        select(
            Question.revision_id,
            Question.mark,
            Question.max_mark,
            Question.answer,
            Sitting.mark.label("total"),
            Sitting.max_mark.label("full"),
        )
        .join(Sitting, Sitting.id == Question.sitting_id)
        .where(Sitting.quiz_id == quiz_id, Sitting.attempt == 1, Sitting.submitted_at.is_not(None))
    ).all()
    revisions = _revisions(session, {row.revision_id for row in rows})
    tallies: defaultdict[int, Tally] = defaultdict(Tally)
    for row in rows:
        revision = revisions[row.revision_id]
        tally = tallies[revision.item_id]
        tally.scores.append(_score(row))
        tally.wrong.update(_wrongly_chosen(revision, row.answer))
    return tallies


def _score(row: Row[*tuple[Any, ...]]) -> Score:
    is_whole_paper = row.full <= row.max_mark
    rest = Decimal(0) if is_whole_paper else (row.total - row.mark) / (row.full - row.max_mark)
    return Score(float(row.mark / row.max_mark), float(rest))


def _revisions(session: Session, ids: Iterable[int]) -> Mapping[int, ItemRevision]:
    found = session.scalars(select(ItemRevision).where(ItemRevision.id.in_(list(ids))))
    return {revision.id: revision for revision in found}


def _wrongly_chosen(revision: ItemRevision, answer: Any) -> Iterator[str]:
    """Name the wrong options of an answer by their words: their ids change with each revision."""
    if revision.kind not in CHOICES or answer is None:
        return
    chosen = {answer} if isinstance(answer, str) else set(answer)
    for option in revision.options:
        if option["id"] in chosen and option["id"] not in revision.right:
            yield option["text"]


def _words(session: Session, item_ids: Iterable[int]) -> dict[int, tuple[int, Kind, str]]:
    statement = (
        select(Item.id, ItemRevision.kind, ItemRevision.stem)
        .join(ItemRevision, CURRENT)
        .where(Item.id.in_(list(item_ids)))
    )
    return {row.id: (row.id, row.kind, row.stem) for row in session.execute(statement)}
