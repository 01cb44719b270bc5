"""What the lower floors know of what a person has done: one query for each kind of subject."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.catalogue.models import LessonKind
from courses.catalogue.outline import Subject
from courses.progress.rules import Evidence
from media.assets.models import Asset
from media.playback import queries as playback

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


GATHER: Mapping[LessonKind, Gather] = {
    LessonKind.video: _watched,
}
