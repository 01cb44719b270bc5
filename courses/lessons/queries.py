"""Where a lesson stands for the one who asks, and what its page shows besides the syllabus."""

from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from courses.authoring.models import Lesson
from courses.catalogue.models import Course, CourseVersion, LessonKind, VersionLesson
from courses.catalogue.outline import Outline, OutlineLesson, OutlineSection
from courses.catalogue.policy import editable_by, listed_for
from courses.enrolment.models import Enrolment
from library.reading import queries as reading
from library.reading.queries import Named
from lms.db import one_or_refuse, utcnow
from lms.errors import NotFound
from lms.people import Actor
from media.assets import queries as assets
from media.assets.models import Asset, PagePicture
from media.assets.queries import CaptionRow
from media.documents import queries as documents
from media.encoding.captions import Cue, read
from media.playback import queries as playback
from media.playback.queries import Progress
from quizzes.papers.models import Quiz
from quizzes.sittings import queries as sittings
from quizzes.sittings.queries import Attempt
from quizzes.sittings.release import shows_marks

Value = TypeVar("Value")


class Place(NamedTuple):
    """A lesson where the actor finds it: in their version, in what is open to them, or a draft.

    Only with an enrolment it can be learned; as a draft only its trainers see it.
    """

    course_id: int
    lesson: OutlineLesson
    enrolment_id: int | None
    is_draft: bool = False

    @property
    def may_open(self) -> bool:
        return self.enrolment_id is not None or self.is_draft

    @property
    def outline(self) -> Outline:
        """Return an outline of this lesson alone."""
        return Outline((OutlineSection(self.lesson.section_id, "", (self.lesson,)),))


class CourseName(NamedTuple):
    id: int
    title: str


def courses_with_quiz(session: Session, actor: Actor, quiz_id: int) -> list[CourseName]:
    """Name the courses in which the actor learns a quiz, the newest first."""
    statement = (
        select(Enrolment.course_id, CourseVersion.title)
        .join(CourseVersion, CourseVersion.id == Enrolment.version_id)
        .join(VersionLesson, VersionLesson.version_id == Enrolment.version_id)
        .where(
            Enrolment.person_id == actor.id,
            Enrolment.ended_at.is_(None),
            VersionLesson.kind == LessonKind.quiz,
            VersionLesson.ref_id == quiz_id,
        )
        .distinct()
        .order_by(Enrolment.course_id.desc())
    )
    return [CourseName(*row) for row in session.execute(statement)]


def place_of(session: Session, actor: Actor, lesson_id: int) -> Place:
    """Find a lesson through the actor, or refuse."""
    found = (
        _learned(session, actor, lesson_id)
        or _drafted(session, actor, lesson_id)
        or _offered(session, actor, lesson_id)
    )
    if found is None:
        raise NotFound("没有找到您要的内容。")
    return found


def _learned(session: Session, actor: Actor, lesson_id: int) -> Place | None:
    statement = (
        select(VersionLesson, Enrolment)
        .join(Enrolment, Enrolment.version_id == VersionLesson.version_id)
        .where(
            VersionLesson.lesson_id == lesson_id,
            Enrolment.person_id == actor.id,
            Enrolment.ended_at.is_(None),
        )
    )
    row = session.execute(statement).one_or_none()
    return row and Place(row[1].course_id, _told(row[0], lesson_id, row[0].number), row[1].id)


def _drafted(session: Session, actor: Actor, lesson_id: int) -> Place | None:
    statement = (
        select(Lesson)
        .join(Course, Course.id == Lesson.course_id)
        .where(Lesson.id == lesson_id, Lesson.removed_at.is_(None), editable_by(actor))
    )
    lesson = session.scalar(statement)
    if lesson is None:
        return None
    told = _told(lesson, lesson.id, lesson.position)
    return Place(lesson.course_id, told, None, is_draft=True)


def _offered(session: Session, actor: Actor, lesson_id: int) -> Place | None:
    statement = (
        select(VersionLesson, Course.id)
        .join(CourseVersion, CourseVersion.id == VersionLesson.version_id)
        .join(Course, Course.id == CourseVersion.course_id)
        .where(
            VersionLesson.lesson_id == lesson_id,
            CourseVersion.number == Course.version,
            listed_for(actor),
        )
    )
    row = session.execute(statement).one_or_none()
    return row and Place(row[1], _told(row[0], lesson_id, row[0].number), None)


def _told(content: VersionLesson | Lesson, lesson_id: int, number: int) -> OutlineLesson:
    return OutlineLesson(
        id=lesson_id,
        section_id=content.section_id,
        number=number,
        kind=content.kind,
        ref_id=content.ref_id,
        title=content.title,
        lecturer=content.lecturer,
        is_required=content.is_required,
        nominal_hours=content.nominal_hours,
        rule=content.rule,
        chapters=content.chapters,
        materials=content.materials,
    )


@dataclass(frozen=True, slots=True)
class Lecture:
    """A film as its lesson shows it to one person."""

    asset: Asset
    can_play: bool
    captions: list[CaptionRow]
    cues: list[Cue]
    progress: Progress

    @property
    def counted(self) -> list[list[float]]:
        return [[start / 1000, stop / 1000] for start, stop in self.progress.counted]


def lecture(session: Session, person_id: int, asset_id: int) -> Lecture:
    tracks = assets.captions(session, asset_id)
    words = assets.caption(session, asset_id, tracks[0].language).vtt if tracks else ""
    return Lecture(
        asset=assets.asset(session, asset_id),
        can_play=bool(assets.renditions(session, asset_id)),
        captions=tracks,
        cues=read(words.encode()) if words else [],
        progress=playback.watched(session, person_id, asset_id),
    )


@dataclass(frozen=True, slots=True)
class Courseware:
    """Pages of a document, and which of them one person has seen."""

    title: str
    pages: list[PagePicture]
    seen: list[int]
    has_words: bool


def courseware(session: Session, person_id: int, asset_id: int) -> Courseware:
    seen = documents.progress(session, person_id, asset_id)
    return Courseware(
        title=assets.asset(session, asset_id).title,
        pages=assets.pages(session, asset_id),
        seen=seen.pages if seen else [],
        has_words=documents.has_words(session, asset_id),
    )


@dataclass(frozen=True, slots=True)
class Test:
    """A quiz, and how one person has done in it; marks only once they are shown."""

    quiz: Quiz
    attempts: list[Attempt]
    shows_marks: bool

    @property
    def is_running(self) -> bool:
        return any(attempt.submitted_at is None for attempt in self.attempts)

    @property
    def attempts_left(self) -> int | None:
        return None if self.quiz.attempts is None else self.quiz.attempts - len(self.attempts)


def test(session: Session, person_id: int, quiz_id: int) -> Test:
    quiz = one_or_refuse(session, select(Quiz).where(Quiz.id == quiz_id))
    attempts = sittings.attempts_of(session, person_id, quiz_id)
    return Test(quiz, attempts, shows_marks(quiz, utcnow()))


def work(session: Session, work_id: int) -> Named | None:
    """Return the work of a reading; None when the library no longer has it."""
    return reading.named(session, [work_id]).get(work_id)


def lecture_of_version(session: Session, person_id: int, version_id: int, number: int) -> Lecture:
    statement = _film(version_id, number).with_only_columns(Asset.id)
    return lecture(session, person_id, _found(session.scalar(statement)))


def poster(session: Session, version_id: int, number: int) -> str:
    """Return the blob of the picture that a film of this version shows before it plays."""
    blob: str | None = session.scalar(_film(version_id, number).with_only_columns(Asset.poster))
    return _found(blob)


def _film(version_id: int, number: int) -> Select[Asset]:
    return (
        select(Asset)
        .join(VersionLesson, VersionLesson.ref_id == Asset.id)
        .where(
            VersionLesson.version_id == version_id,
            VersionLesson.number == number,
            VersionLesson.kind == LessonKind.video,
        )
    )


def _found(value: Value | None) -> Value:
    if value is None:
        raise NotFound("没有找到您要的内容。")
    return value
