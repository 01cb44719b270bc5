"""The sample courses: lectures ordered, items imported, quizzes and courses published.

Everything goes through the services that the pages use, so the demo school obeys every rule.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.authoring import services as authoring
from courses.authoring.drafts import Chapter, Description, LessonDraft
from courses.authoring.models import Section
from courses.catalogue.models import LessonKind
from courses.demo.texts import CourseText, LectureText
from courses.progress.rules import default_rule
from lms.config import Config
from lms.people import Actor
from lms.storage import Blobs
from media.assets.services import StoredFile, store
from media.demo import Script, Slide, order_lecture, timing
from quizzes.bank import services as banks
from quizzes.bank.models import Item, ItemBank
from quizzes.interchange import read_candidates
from quizzes.papers import services as papers
from quizzes.papers.drafts import PartDraft, Settings
from quizzes.papers.laying import lay_out
from quizzes.papers.models import Quiz, Visibility

LECTURE_HOURS = Decimal("0.25")
QUIZ_HOURS = Decimal("0.5")
QUIZ_MINUTES = 20
COLOURS: Final[Mapping[str, int]] = {
    "党务": 1,
    "学习": 2,
    "安全": 3,
    "保密": 4,
    "廉洁": 2,
    "技能": 1,
}
WITH_READING = "study-methods"


@dataclass(frozen=True, slots=True)
class SampleCourse:
    """A published sample course with the films and the quiz it is made of, by their ids."""

    course_id: int
    asset_ids: tuple[int, ...]
    quiz_id: int


def teach(
    session: Session,
    trainer: Actor,
    settings: Config,
    texts: list[CourseText],
    reading_id: int,
) -> list[SampleCourse]:
    """Publish the sample courses; one of them asks to read the work `reading_id`, too."""
    taught = []
    for text in texts:
        work_id = reading_id if text.slug == WITH_READING else None
        taught.append(_teach(session, trainer, settings, text, work_id))
    return taught


def _teach(
    session: Session, trainer: Actor, settings: Config, text: CourseText, work_id: int | None
) -> SampleCourse:
    assets = [_order(session, trainer, text, lecture) for lecture in text.lectures]
    quiz = _set_quiz(session, trainer, text)
    course = authoring.begin(session, trainer, _words(text), slug=text.slug)
    first = session.scalars(select(Section).where(Section.course_id == course.id)).one()
    authoring.rename_section(session, trainer, first, "讲课视频", first.title)
    share = settings.watched_share

    def _add(section: Section, kind: LessonKind, ref_id: int, **more: Any) -> None:
        rule = default_rule(kind, share)
        draft = LessonDraft(
            **{"ref_id": ref_id, "rule": rule, "nominal_hours": LECTURE_HOURS, **more}
        )
        authoring.add_lesson(session, trainer, section, kind, draft)

    handouts = _hand_out(session, trainer, settings, text)
    for asset_id, lecture in zip(assets, text.lectures, strict=True):
        chapters = _chapters(text, lecture)
        about = {"title": lecture.title, "lecturer": text.speaker, "chapters": chapters}
        _add(first, LessonKind.video, asset_id, materials=handouts, **about)
        handouts = ()
    if work_id is not None:
        _add(first, LessonKind.reading, work_id, is_required=False)
    last = authoring.add_section(session, trainer, course, "结课测试")
    _add(last, LessonKind.quiz, quiz.id, title=quiz.title, nominal_hours=QUIZ_HOURS)
    authoring.publish(session, trainer, course)
    return SampleCourse(course.id, tuple(assets), quiz.id)


def _words(text: CourseText) -> Description:
    return Description(
        title=text.title,
        summary=text.summary,
        category=text.category,
        cover=text.label,
        colour=COLOURS[text.category],
    )


def _order(session: Session, trainer: Actor, text: CourseText, lecture: LectureText) -> int:
    return order_lecture(session, trainer, _script(text, lecture))


def _script(text: CourseText, lecture: LectureText) -> Script:
    slides = tuple(Slide(one.heading, one.points, one.narration) for one in lecture.slides)
    return Script(title=lecture.title, speaker=text.speaker, slides=slides)


def _chapters(text: CourseText, lecture: LectureText) -> tuple[Chapter, ...]:
    """Let a chapter begin with each slide."""
    begins = timing(_script(text, lecture)).begins
    pairs = zip(begins, lecture.slides, strict=True)
    return tuple(Chapter(int(at), slide.heading) for at, slide in pairs)


def _hand_out(
    session: Session, trainer: Actor, settings: Config, text: CourseText
) -> tuple[int, ...]:
    """Bring the text that goes with a course into the media library, where there is one."""
    if not text.handout:
        return ()
    content = text.handout.encode()
    blob = Blobs(settings.data_dir / "blobs").put(content)
    name = f"{text.handout.splitlines()[0]}.txt"
    return (store(session, trainer.id, StoredFile(name, blob, len(content))).id,)


def _set_quiz(session: Session, trainer: Actor, text: CourseText) -> Quiz:
    bank = _fill_bank(session, trainer, text)
    settings = Settings(
        title=f"{text.title}：结课测试",
        instructions="示例测试，题目由本系统编写。",
        visibility=Visibility.given,
        time_limit_seconds=QUIZ_MINUTES * 60,
        attempts=3,
        pass_percent=Decimal(60),
    )
    quiz = papers.draft(session, trainer, settings)
    item_ids = session.scalars(select(Item.id).where(Item.bank_id == bank.id).order_by(Item.id))
    lay_out(session, trainer, quiz, [PartDraft(item_id=item_id) for item_id in item_ids])
    papers.publish(session, trainer, quiz)
    return quiz


def _fill_bank(session: Session, trainer: Actor, text: CourseText) -> ItemBank:
    bank = banks.open_bank(session, trainer, f"{text.title}题库（示例）")
    found = read_candidates(text.gift.encode(), "gift")
    kept = banks.preview(session, trainer, bank, file_name=f"{text.slug}.gift", candidates=found)
    banks.confirm(session, trainer, kept)
    return bank
