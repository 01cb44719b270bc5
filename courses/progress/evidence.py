"""What the lower floors know of what a person has done: one query for each kind of subject."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.catalogue.models import LessonKind
from courses.catalogue.outline import Subject
from courses.progress.rules import Evidence
from library.reading import queries as reading
from media.assets.models import Asset
from media.playback import queries as playback
from quizzes.papers.models import Quiz
from quizzes.sittings import queries as sittings

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
    counted = playback.counted(session, asset_ids, [person_id])
    lengths = select(Asset.id, Asset.duration_ms).where(Asset.id.in_(asset_ids))
    return {
        asset_id: Evidence(Decimal(counted.get((person_id, asset_id), 0)), Decimal(length or 0))
        for asset_id, length in session.execute(lengths)
    }


def _sat(session: Session, person_id: int, quiz_ids: list[int]) -> dict[int, Evidence]:
    results = sittings.best_results(session, quiz_ids, [person_id])
    pass_marks = select(Quiz.id, Quiz.max_mark, Quiz.pass_percent).where(Quiz.id.in_(quiz_ids))
    return {
        quiz_id: _sitting(results.get((person_id, quiz_id)), most * share / 100)
        for quiz_id, most, share in session.execute(pass_marks)
    }


def _sitting(best: sittings.Result | None, pass_mark: Decimal) -> Evidence:
    if best is None:
        return Evidence(whole=pass_mark)
    return Evidence(best.mark, pass_mark, times=best.attempts, is_passed=best.is_passed)


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
    LessonKind.quiz: _sat,
    LessonKind.reading: _read,
}
