"""What an author may put into lessons."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from courses.catalogue.models import LessonKind
from courses.catalogue.outline import Subject
from library.works.models import Work
from lms.people import Actor
from media.assets.models import UNDERWAY, Asset, Kind, State
from media.assets.policy import offered_to
from quizzes.papers.models import Quiz
from quizzes.papers.policy import managed_by


class Choice(NamedTuple):
    """Something that a lesson can be about, by its title."""

    id: int
    title: str


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where the things of a kind stand, and which of them an author may take."""

    id: InstrumentedAttribute[int]
    title: InstrumentedAttribute[str]
    offered: Callable[[Actor], ColumnElement[bool]]


def choices(session: Session, actor: Actor, kind: LessonKind, *, most: int = 200) -> list[Choice]:
    """Return what the actor may put into a lesson of a kind, the newest first."""
    shelf = SHELVES[kind]
    statement = select(shelf.id, shelf.title).where(shelf.offered(actor))
    rows = session.execute(statement.order_by(shelf.id.desc()).limit(most))
    return [Choice(*row) for row in rows]


def offered(session: Session, actor: Actor, subject: Subject) -> str | None:
    """Return the title of what the actor may put into a lesson; None when they may not."""
    shelf = SHELVES[subject.kind]
    mine = select(shelf.title).where(shelf.id == subject.ref_id, shelf.offered(actor))
    title: str | None = session.scalar(mine)
    return title


def _offered_assets(kind: Kind) -> Callable[[Actor], ColumnElement[bool]]:
    """Offer what is of the kind, and what may turn out to be: it is still being looked at."""
    is_unknown = and_(Asset.kind.is_(None), Asset.state.in_(UNDERWAY))
    of_kind = and_(Asset.kind == kind, Asset.state.not_in((State.failed, State.uploading)))
    return lambda actor: and_(offered_to(actor), or_(of_kind, is_unknown))


def _offered_quizzes(actor: Actor) -> ColumnElement[bool]:
    return and_(managed_by(actor), Quiz.retired_at.is_(None))


def _offered_works(_actor: Actor) -> ColumnElement[bool]:
    return Work.withdrawn_at.is_(None)


SHELVES: Mapping[LessonKind, Shelf] = {
    LessonKind.video: Shelf(Asset.id, Asset.title, _offered_assets(Kind.video)),
    LessonKind.document: Shelf(Asset.id, Asset.title, _offered_assets(Kind.document)),
    LessonKind.quiz: Shelf(Quiz.id, Quiz.title, _offered_quizzes),
    LessonKind.reading: Shelf(Work.id, Work.title, _offered_works),
}
