"""What stands behind lessons: films, courseware, quizzes and works, each told in the same way."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import Any, Final, NamedTuple

from sqlalchemy import Row, and_, bindparam, exists, select
from sqlalchemy.orm import Session

from courses.catalogue.models import LessonKind
from courses.catalogue.outline import Subject
from library.works.models import Edition, EditionState, Work
from media.assets.models import Asset, Caption, Kind, State
from quizzes.papers.models import Quiz


class Readiness(StrEnum):
    """Whether learners can use it: underway is a film that is still being encoded."""

    ready = "ready"
    underway = "underway"
    failed = "failed"
    closed = "closed"


class Content(NamedTuple):
    """What stands behind a lesson; `size` is how many pages, questions or passages it has."""

    title: str
    readiness: Readiness
    progress: float = 1.0
    duration_ms: int | None = None
    size: int | None = None
    has_captions: bool = True


Tell = Callable[[Session, list[int]], Mapping[int, Content]]


def contents(session: Session, subjects: Iterable[Subject]) -> dict[Subject, Content]:
    """Return what stands behind each subject: one query for each kind."""
    wanted: defaultdict[LessonKind, list[int]] = defaultdict(list)
    for subject in subjects:
        wanted[subject.kind].append(subject.ref_id)
    return {
        Subject(kind, ref_id): content
        for kind, ref_ids in wanted.items()
        for ref_id, content in TELL[kind](session, ref_ids).items()
    }


def _assets(kind: Kind) -> Tell:
    """Tell of assets as lessons of a kind; one that turned out to be the other kind is no use."""

    def _tell(session: Session, asset_ids: list[int]) -> dict[int, Content]:
        return {
            asset.id: Content(
                title=asset.title,
                readiness=FROM_STATE[asset.state] if _fits(asset, kind) else Readiness.closed,
                progress=asset.progress,
                duration_ms=asset.duration_ms,
                size=asset.page_count,
                has_captions=asset.has_captions or kind is Kind.document,
            )
            for asset in session.execute(ASSETS, {"ids": asset_ids})
        }

    return _tell


# Built once: building costs more than asking the database.
IDS: Any = bindparam("ids", expanding=True)
ASSETS: Final = select(
    Asset.id,
    Asset.kind,
    Asset.title,
    Asset.state,
    Asset.progress,
    Asset.duration_ms,
    Asset.page_count,
    exists().where(Caption.asset_id == Asset.id).label("has_captions"),
).where(Asset.id.in_(IDS))


def _fits(asset: Row[*tuple[Any, ...]], kind: Kind) -> bool:
    return asset.kind is None or asset.kind is kind


FROM_STATE: Mapping[State, Readiness] = {
    State.uploading: Readiness.closed,
    State.checking: Readiness.underway,
    State.queued: Readiness.underway,
    State.encoding: Readiness.underway,
    State.ready: Readiness.ready,
    State.failed: Readiness.failed,
}


def _quizzes(session: Session, quiz_ids: list[int]) -> dict[int, Content]:
    is_open = and_(Quiz.published_at.is_not(None), Quiz.retired_at.is_(None))
    statement = select(Quiz.id, Quiz.title, is_open, Quiz.item_count).where(Quiz.id.in_(quiz_ids))
    return {
        quiz_id: Content(title, _open(is_open), size=size)
        for quiz_id, title, is_open, size in session.execute(statement)
    }


def _works(session: Session, work_ids: list[int]) -> dict[int, Content]:
    current = and_(Edition.work_id == Work.id, Edition.state == EditionState.current)
    statement = (
        select(Work.id, Work.title, Work.withdrawn_at.is_(None), Edition.passages)
        .outerjoin(Edition, current)
        .where(Work.id.in_(work_ids))
    )
    return {
        work_id: Content(title, _open(is_kept and passages is not None), size=passages)
        for work_id, title, is_kept, passages in session.execute(statement)
    }


def _open(is_open: object) -> Readiness:
    return Readiness.ready if is_open else Readiness.closed


TELL: Mapping[LessonKind, Tell] = {
    LessonKind.video: _assets(Kind.video),
    LessonKind.document: _assets(Kind.document),
    LessonKind.quiz: _quizzes,
    LessonKind.reading: _works,
}
