"""What an author may put into lessons."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from courses.authoring.models import Lesson
from courses.catalogue.models import LessonKind
from courses.catalogue.outline import Subject
from library.works.models import Work
from lms.people import Actor
from media.assets.models import UNDERWAY, Asset, Kind, State
from media.assets.policy import managed_by, offered_to
from quizzes.papers import policy as papers
from quizzes.papers.models import Quiz


class Choice(NamedTuple):
    """Something that a lesson can be about, by its title."""

    id: int
    title: str


class Offer(NamedTuple):
    """What a lesson's form offers: what the lesson can be about, and what can be attached."""

    subjects: list[Choice]
    materials: list[Choice]


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where the things of a kind stand, and which of them an author may take."""

    id: InstrumentedAttribute[int]
    title: InstrumentedAttribute[str]
    offered: Callable[[Actor], ColumnElement[bool]]


def choices(session: Session, actor: Actor, kind: LessonKind, *, most: int = 200) -> list[Choice]:
    """Return what the actor may put into a lesson of a kind, the newest first."""
    return _choices(session, actor, SHELVES[kind], most)


def _choices(session: Session, actor: Actor, shelf: Shelf, most: int) -> list[Choice]:
    statement = select(shelf.id, shelf.title).where(shelf.offered(actor))
    rows = session.execute(statement.order_by(shelf.id.desc()).limit(most))
    return [Choice(*row) for row in rows]


def offer(
    session: Session, actor: Actor, lesson: Lesson, kept: Choice | None, materials: list[Choice]
) -> Offer:
    """Return what there is, and what the lesson has already, even where it is not offered now."""
    subjects = choices(session, actor, lesson.kind)
    files = _choices(session, actor, MATERIALS, 200)
    return Offer(_with([kept] if kept else [], subjects), _with(materials, files))


def _with(kept: list[Choice], offered: list[Choice]) -> list[Choice]:
    known = {choice.id for choice in offered}
    return [*(choice for choice in kept if choice.id not in known), *offered]


def attached(session: Session, asset_ids: Iterable[int]) -> list[Choice]:
    """Return what is attached to a lesson, in the order in which it is."""
    order = list(asset_ids)
    statement = select(Asset.id, Asset.title).where(Asset.id.in_(order))
    found = {row.id: Choice(*row) for row in session.execute(statement)}
    return [found[one] for one in order if one in found]


def offered(session: Session, actor: Actor, subject: Subject) -> str | None:
    """Return the title of what the actor may put into a lesson; None when they may not."""
    shelf = SHELVES[subject.kind]
    mine = select(shelf.title).where(shelf.id == subject.ref_id, shelf.offered(actor))
    title: str | None = session.scalar(mine)
    return title


def offered_materials(session: Session, actor: Actor, asset_ids: Iterable[int]) -> set[int]:
    """Return which of these assets the actor may attach: courseware and other files of theirs."""
    shelf = MATERIALS
    mine = select(shelf.id).where(shelf.id.in_(list(asset_ids)), shelf.offered(actor))
    return set(session.scalars(mine))


def manages(session: Session, actor: Actor, asset_id: int | None) -> bool:
    """Say whether the actor finds an asset in their media library: a co-author's film is not."""
    mine = select(Asset.id).where(Asset.id == asset_id, managed_by(actor))
    return session.scalar(mine) is not None


def _offered_assets(*kinds: Kind) -> Callable[[Actor], ColumnElement[bool]]:
    """Offer what is of the kinds, and what may turn out to be: it is still being looked at."""
    is_unknown = and_(Asset.kind.is_(None), Asset.state.in_(UNDERWAY))
    of_kind = and_(Asset.kind.in_(kinds), Asset.state.not_in((State.failed, State.uploading)))
    return lambda actor: and_(offered_to(actor), or_(of_kind, is_unknown))


def _offered_quizzes(actor: Actor) -> ColumnElement[bool]:
    return and_(papers.managed_by(actor), Quiz.retired_at.is_(None))


def _offered_works(_actor: Actor) -> ColumnElement[bool]:
    return Work.withdrawn_at.is_(None)


MATERIALS = Shelf(Asset.id, Asset.title, _offered_assets(Kind.document, Kind.file))
SHELVES: Mapping[LessonKind, Shelf] = {
    LessonKind.video: Shelf(Asset.id, Asset.title, _offered_assets(Kind.video)),
    LessonKind.document: Shelf(Asset.id, Asset.title, _offered_assets(Kind.document)),
    LessonKind.quiz: Shelf(Quiz.id, Quiz.title, _offered_quizzes),
    LessonKind.reading: Shelf(Work.id, Work.title, _offered_works),
}
