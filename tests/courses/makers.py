"""Courses for tests, made by the verbs that trainers use."""

from dataclasses import replace
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.authoring import queries
from courses.authoring.drafts import Description, LessonDraft
from courses.authoring.models import Lesson
from courses.authoring.services import add_lesson, begin, publish
from courses.catalogue.models import Course, LessonKind
from courses.catalogue.queries import published_outline
from courses.enrolment.queries import current_version
from courses.progress.rules import Rule, RuleKind
from lms.db import upsert, utcnow
from lms.facts import Fact
from lms.people import Actor, Person
from media.assets.models import Asset, Kind, State
from media.playback.models import Watched

WATCHED = Rule(RuleKind.watched, Decimal("0.90"))


def make_film(session: Session, owner: Person, title: str = "示例视频", **values) -> Asset:
    """A film of one hundred seconds that is ready to be watched."""
    asset = Asset(
        owner_id=owner.id,
        title=title,
        filename="film.mp4",
        size=1000,
        **{"state": State.ready, "kind": Kind.video, "original": "blob", "duration_ms": 100_000}
        | values,
    )
    session.add(asset)
    session.flush()
    return asset


def lecture(film: Asset, **values) -> LessonDraft:
    draft = LessonDraft(title="讲次", ref_id=film.id, nominal_hours=Decimal("0.5"), rule=WATCHED)
    return replace(draft, **values)


def make_draft(
    session: Session, actor: Actor, *lectures: LessonDraft, title: str = "示例课程", **words
) -> Course:
    course = begin(session, actor, Description(title=title, **words))
    section_id = queries.draft_outline(session, course.id).sections[0].id
    section = queries.editable_section(session, actor, section_id)
    for draft in lectures:
        add_lesson(session, actor, section, LessonKind.video, draft)
    return course


def make_course(
    session: Session, actor: Actor, *lectures: LessonDraft, title: str = "示例课程", **words
) -> Course:
    """A published course of video lessons."""
    course = make_draft(session, actor, *lectures, title=title, **words)
    publish(session, actor, course)
    session.refresh(course)
    return course


def sections_of(session: Session, course: Course):
    """The sections of the draft."""
    return queries.draft_outline(session, course.id).sections


def lesson_called(session: Session, actor: Actor, title: str) -> Lesson:
    lesson_id = session.scalar(select(Lesson.id).where(Lesson.title == title))
    return queries.editable_lesson(session, actor, lesson_id)


def outline_of(session: Session, course: Course):
    return published_outline(session, current_version(session, course).id)


def watch(session: Session, facts, person: Person, film: Asset, seconds: int = 100) -> None:
    """Store what was watched, as the player's floor does, and tell it."""
    values = {
        "person_id": person.id,
        "asset_id": film.id,
        "intervals": [[0, seconds * 1000]],
        "counted_ms": seconds * 1000,
        "position_ms": seconds * 1000,
        "updated_at": utcnow(),
    }
    upsert(session, Watched, ("person_id", "asset_id"), values)
    facts.tell(session, Fact("video.watched", person.id, film.id, utcnow()))
