"""What the home page reads besides the tasks: where a course goes on, what is new, what counts."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Integer, Select, and_, bindparam, func, select
from sqlalchemy.orm import Session

from courses.catalogue.models import Course, LessonKind, VersionLesson
from courses.catalogue.policy import joinable_by
from courses.enrolment.models import Enrolment
from courses.progress.models import CourseCompletion, LessonCompletion
from courses.progress.rules import Rule
from library.works.addresses import written
from library.works.models import Edition, EditionState, Passage, Work
from lms.people import Actor, Grant
from media.assets.models import Asset
from media.playback.models import Watched

NEW = 3
QUOTE_LENGTH = (15, 80)  # characters of a passage that reads well by itself
OPENING = 40  # passages from the beginning among which one is looked for
SPREAD, STRIDE = 7919, 1009  # primes: another work each day, the same all day


class Goal(NamedTuple):
    """The lesson with which a course goes on; milliseconds are of films."""

    number: int
    title: str
    kind: LessonKind
    have_ms: int
    need_ms: int
    position_ms: int

    @property
    def left_ms(self) -> int:
        return max(self.need_ms - self.have_ms, 0)

    @property
    def percent(self) -> float:
        return 100 * self.have_ms / self.need_ms if self.need_ms else 0.0


def goal(session: Session, person_id: int, enrolment_id: int, version_id: int) -> Goal | None:
    """Return the lesson to go on with: the one watched last, else the first that is not done."""
    values = {"person_id": person_id, "enrolment_id": enrolment_id, "version_id": version_id}
    row = session.execute(_goals(), values).first()
    return _goal(row) if row else None


# Each statement is built once: building costs more than asking the database.
@cache
def _goals() -> Select[*tuple[Any, ...]]:
    done = and_(
        LessonCompletion.enrolment_id == bindparam("enrolment_id"),
        LessonCompletion.lesson_id == VersionLesson.lesson_id,
    )
    is_film = VersionLesson.kind == LessonKind.video
    film = and_(is_film, Asset.id == VersionLesson.ref_id)
    mine = Watched.person_id == bindparam("person_id")
    statement: Select[*tuple[Any, ...]] = (
        select(
            VersionLesson.number,
            VersionLesson.title,
            VersionLesson.kind,
            VersionLesson.rule,
            Asset.duration_ms,
            Watched.counted_ms,
            Watched.position_ms,
        )
        .outerjoin(LessonCompletion, done)
        .outerjoin(Asset, film)
        .outerjoin(Watched, and_(is_film, Watched.asset_id == VersionLesson.ref_id, mine))
        .where(VersionLesson.version_id == bindparam("version_id"))
        .where(LessonCompletion.lesson_id.is_(None))
        .limit(1)
    )
    return statement.order_by(
        VersionLesson.is_required.desc(),
        Watched.updated_at.is_(None),
        Watched.updated_at.desc(),
        VersionLesson.number,
    )


def _goal(row: Any) -> Goal:
    need = Rule.from_data(row.rule).needed(Decimal(row.duration_ms or 0))
    have = min(row.counted_ms or 0, int(need))
    return Goal(row.number, row.title, row.kind, have, int(need), row.position_ms or 0)


class Novelty(NamedTuple):
    """A course that somebody has not taken yet."""

    id: int
    title: str
    cover: str
    colour: int
    lessons: int
    hours: Decimal


def new_courses(session: Session, actor: Actor, known: Sequence[int]) -> list[Novelty]:
    """Return the latest courses open to the actor that are neither taken nor `known`."""
    values = {"person_id": actor.id, "known": list(known)}
    rows = session.execute(_new_courses(actor.grants), values)
    return [Novelty(*row) for row in rows]


# Built once for all who hold the same.
@lru_cache(maxsize=256)
def _new_courses(grants: frozenset[Grant]) -> Select[*tuple[Any, ...]]:
    mine = and_(
        Enrolment.course_id == Course.id,
        Enrolment.person_id == bindparam("person_id", type_=Integer),
    )
    known: Any = bindparam("known", expanding=True)
    statement: Select[*tuple[Any, ...]] = (
        select(
            Course.id,
            Course.title,
            Course.cover,
            Course.colour,
            Course.lesson_count,
            Course.nominal_hours,
        )
        .outerjoin(Enrolment, mine)
        .where(Enrolment.id.is_(None), Course.id.not_in(known))
        .order_by(Course.published_at.desc(), Course.id.desc())
        .limit(NEW)
    )
    return statement.where(joinable_by(Actor(0, "", "", grants)))


class Begun(NamedTuple):
    """A course that somebody is on by their own will."""

    id: int
    title: str
    cover: str
    colour: int
    enrolment_id: int
    version_id: int


def begun_course(session: Session, person_id: int) -> Begun | None:
    """Return the course taken last that is not finished."""
    row = session.execute(_begun_courses(), {"person_id": person_id}).first()
    return Begun(*row) if row else None


@cache
def _begun_courses() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Course.id,
            Course.title,
            Course.cover,
            Course.colour,
            Enrolment.id,
            Enrolment.version_id,
        )
        .join(Enrolment, Enrolment.course_id == Course.id)
        .outerjoin(CourseCompletion, CourseCompletion.enrolment_id == Enrolment.id)
        .where(Enrolment.person_id == bindparam("person_id"))
        .where(CourseCompletion.enrolment_id.is_(None), Enrolment.ended_at.is_(None))
        .order_by(Enrolment.enrolled_at.desc(), Enrolment.id.desc())
        .limit(1)
    )


HOURS = select(CourseCompletion.nominal_hours).where(
    CourseCompletion.person_id == bindparam("person_id"),
    CourseCompletion.completed_at >= bindparam("first"),
    CourseCompletion.completed_at < bindparam("after"),
)


class Earned(NamedTuple):
    """The nominal hours of the courses that somebody completed in a year."""

    hours: Decimal
    courses: int


def earned(session: Session, person_id: int, year: int, zone: ZoneInfo) -> Earned:
    first, after = (datetime(y, 1, 1, tzinfo=zone) for y in (year, year + 1))
    values = {"person_id": person_id, "first": first, "after": after}
    hours = list(session.scalars(HOURS, values))
    return Earned(sum(hours, Decimal(0)), len(hours))


class Quote(NamedTuple):
    """A passage of the library, with what it is cited by."""

    text: str
    anchor: int
    title: str
    slug: str
    author: str
    dated: str

    @property
    def place(self) -> str:
        return written(self.anchor)


def quote_of(session: Session, day: date) -> Quote | None:
    """Return the passage of the day: short, near the beginning of one of the works."""
    row = session.execute(_quote(day)).first()
    return Quote(*row) if row else None


# Built once a day.
@lru_cache(maxsize=8)
def _quote(day: date) -> Select[*tuple[Any, ...]]:
    turn = (Edition.id * SPREAD + day.toordinal()) % STRIDE
    edition = (
        select(Edition.id)
        .join(Work, Work.id == Edition.work_id)
        .where(Edition.state == EditionState.current, Work.withdrawn_at.is_(None))
        .order_by(turn, Edition.id)
        .limit(1)
        .scalar_subquery()
    )
    return (
        select(Passage.text, Passage.anchor, Work.title, Work.slug, Work.author, Work.dated)
        .join(Edition, Edition.id == Passage.edition_id)
        .join(Work, Work.id == Edition.work_id)
        .where(
            Passage.edition_id == edition,
            Passage.n <= OPENING,
            func.length(Passage.text).between(*QUOTE_LENGTH),
        )
        .order_by(Passage.n)
        .limit(1)
    )
