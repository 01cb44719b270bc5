"""What the lower floors know of what a person has done: one query for each kind of subject."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Final

from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import Session

from courses.catalogue.models import LessonKind
from courses.catalogue.outline import Subject
from courses.progress.rules import Evidence
from library.reading import queries as reading
from lms.db import utcnow
from media.assets.models import Asset
from media.documents import queries as documents
from media.playback.models import Watched
from quizzes.papers.models import Quiz
from quizzes.sittings import queries as sittings
from quizzes.sittings.release import shows_marks

Gather = Callable[[Session, int, list[int]], Mapping[int, Evidence]]


def gather(
    session: Session, person_id: int, subjects: Iterable[Subject]
) -> dict[Subject, Evidence]:
    """Return what is known of one person and each subject; of some nothing is known."""
    wanted: defaultdict[LessonKind, set[int]] = defaultdict(set)
    for subject in subjects:
        wanted[subject.kind].add(subject.ref_id)
    return {
        Subject(kind, ref_id): evidence
        for kind, ref_ids in wanted.items()
        for ref_id, evidence in GATHER[kind](session, person_id, sorted(ref_ids)).items()
    }


def _watched(session: Session, person_id: int, asset_ids: list[int]) -> dict[int, Evidence]:
    watched = session.execute(WATCHED, {"person_id": person_id, "ids": asset_ids})
    return {
        asset_id: Evidence(Decimal(counted or 0), Decimal(length or 0))
        for asset_id, length, counted in watched
    }


# Built once, for every course page asks it: building costs more than asking the database.
WATCHED: Final = (
    select(Asset.id, Asset.duration_ms, Watched.counted_ms)
    .outerjoin(
        Watched,
        and_(Watched.asset_id == Asset.id, Watched.person_id == bindparam("person_id")),
    )
    .where(Asset.id.in_(bindparam("ids", expanding=True)))
)


def _seen(session: Session, person_id: int, asset_ids: list[int]) -> dict[int, Evidence]:
    seen = documents.read_counts(session, asset_ids, [person_id])
    pages = select(Asset.id, Asset.page_count).where(Asset.id.in_(asset_ids))
    return {
        asset_id: Evidence(Decimal(seen.get((person_id, asset_id), 0)), Decimal(count or 0))
        for asset_id, count in session.execute(pages)
    }


def _sat(session: Session, person_id: int, quiz_ids: list[int]) -> dict[int, Evidence]:
    """Tell of sittings; a mark that is not released yet is kept back, passing is not."""
    results, now = sittings.best_results(session, quiz_ids, [person_id]), utcnow()
    return {
        quiz.id: _sitting(quiz, results.get((person_id, quiz.id)), now)
        for quiz in session.scalars(select(Quiz).where(Quiz.id.in_(quiz_ids)))
    }


def _sitting(quiz: Quiz, best: sittings.Result | None, now: datetime) -> Evidence:
    pass_mark = quiz.max_mark * quiz.pass_percent / 100
    if best is None:
        return Evidence(whole=pass_mark)
    shown = best.mark if shows_marks(quiz, now) else Decimal(0)
    return Evidence(shown, pass_mark, times=best.attempts, is_passed=best.is_passed)


def _read(session: Session, person_id: int, work_ids: list[int]) -> dict[int, Evidence]:
    read = reading.progress(session, work_ids, [person_id])
    return {
        work_id: Evidence(Decimal(read[person_id, work_id].read), Decimal(whole))
        if (person_id, work_id) in read
        else Evidence(whole=Decimal(whole))
        for work_id, whole in reading.wholes(session, work_ids).items()
    }


GATHER: Mapping[LessonKind, Gather] = {
    LessonKind.video: _watched,
    LessonKind.document: _seen,
    LessonKind.quiz: _sat,
    LessonKind.reading: _read,
}
