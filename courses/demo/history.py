"""Half a year of study in the demo school: facts as people would have left them, then awarded.

Films are written down as watched and quizzes are sat through their services; completions follow
from these facts by the school's own rules. Only the moments are set back.
"""

import random
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from courses.assignments.contents import Content
from courses.assignments.models import ContentKind
from courses.assignments.services import Plan, assign
from courses.catalogue.models import Course, CourseVersion, LessonKind, VersionLesson
from courses.demo.teaching import SampleCourse
from courses.enrolment.models import Enrolment
from courses.enrolment.queries import enrolment_of
from courses.enrolment.services import enrol
from courses.lessons.queries import place_of
from courses.notes.services import write as write_note
from courses.progress.services import settle
from lms.db import utcnow
from lms.facts import Facts
from lms.people import Actor, OrgUnit, Person
from media.assets.models import Asset
from media.playback.models import Watched
from quizzes.bank.models import ItemRevision
from quizzes.marking import Kind
from quizzes.papers.models import Quiz
from quizzes.sittings.models import Question, Sitting
from quizzes.sittings.services import Save, hand_in, save, start

HISTORY = "demo.history"  # the job that writes what is not written at once
SEED = 20260601
QUARTER = 3
EVENING = time(19, 30)
SHARE_DONE = 0.8
SHARE_BEGUN = 0.12
RIGHT_SHARE = 0.86
HARDER, LEVELS = 0.07, 4  # so much less is known of each level of questions
SHARE_BLANK, SHARE_ALIKE = 0.15, 0.7  # of wrong answers
WEAK = 0.65  # who knows less than this has not come back to sit again yet
GRACE_SECONDS = 120
SITTING_MINUTES = 12
NOTED_MS = 42_000
NOTE = "这一条下次班前会上可以讲。（示例笔记）"


class Period(NamedTuple):
    label: str
    starts_on: date
    deadline: date


def quarters(today: date) -> tuple[Period, Period]:
    """Return the quarter before this one, and this one."""
    first = date(today.year, (today.month - 1) // QUARTER * QUARTER + 1, 1)
    before = _months_later(first, -QUARTER)
    return _quarter(before), _quarter(first)


def _quarter(first: date) -> Period:
    number = "一二三四"[(first.month - 1) // QUARTER]
    end = _months_later(first, QUARTER) - timedelta(days=1)
    return Period(f"{first.year} 年第{number}季度", first, end)


def _months_later(day: date, months: int) -> date:
    count = day.year * 12 + day.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


@dataclass(frozen=True, slots=True)
class Term:
    """What a quarter asked everybody to study."""

    starts_on: date
    courses: tuple[SampleCourse, ...]


def payload(terms: list[Term], people: list[Person]) -> dict[str, Any]:
    told = [{**asdict(term), "starts_on": term.starts_on.isoformat()} for term in terms]
    return {"terms": told, "people": [person.id for person in people]}


def terms_of(told: dict[str, Any]) -> list[Term]:
    """Read back what `payload` wrote."""
    return [_term(one) for one in told["terms"]]


def _term(told: dict[str, Any]) -> Term:
    courses = (
        SampleCourse(one["course_id"], tuple(one["asset_ids"]), one["quiz_id"])
        for one in told["courses"]
    )
    return Term(date.fromisoformat(told["starts_on"]), tuple(courses))


def set_tasks(
    session: Session, admin: Actor, committee: OrgUnit, taught: list[SampleCourse], today: date
) -> list[Term]:
    """Ask the whole school to study two courses a quarter; return what each quarter asks for."""
    before, now = quarters(today)
    plans = [(before, taught[0:2]), (now, taught[2:4])]
    for period, courses in plans:
        _assign(session, admin, committee, period, courses, is_mandatory=True)
    _assign(session, admin, committee, now, taught[4:5], is_mandatory=False)
    return [Term(period.starts_on, tuple(courses)) for period, courses in plans]


def _assign(  # noqa: PLR0913  one sentence of a plan
    session: Session,
    admin: Actor,
    committee: OrgUnit,
    period: Period,
    courses: list[SampleCourse],
    *,
    is_mandatory: bool,
) -> None:
    title = f"{period.label}{'集中学习' if is_mandatory else '选修'}（示例）"
    plan = Plan(
        title=title,
        period=period.label,
        starts_on=period.starts_on,
        deadline=period.deadline,
        is_mandatory=is_mandatory,
        unit_ids=frozenset({committee.id}),
        contents=tuple(Content(ContentKind.course, one.course_id) for one in courses),
    )
    assign(session, admin, plan)


def set_back(session: Session, taught: list[SampleCourse], to: datetime) -> None:
    """Let the sample courses be older than the study of them."""
    ids = [one.course_id for one in taught]
    session.execute(update(Course).where(Course.id.in_(ids)).values(published_at=to))
    versions = update(CourseVersion).where(CourseVersion.course_id.in_(ids))
    session.execute(versions.values(published_at=to))
    quizzes = update(Quiz).where(Quiz.id.in_([one.quiz_id for one in taught]))
    session.execute(quizzes.values(published_at=to))


@dataclass(frozen=True, slots=True)
class Learner:
    """Somebody who studies a course from a moment on.

    `skill` is the share they know already; who does not pass sits again, up to `tries` times.
    """

    person: Person
    chance: random.Random
    skill: float = RIGHT_SHARE
    tries: int = 3

    @property
    def actor(self) -> Actor:
        return Actor(self.person.id, self.person.login, self.person.name)

    def finish(self, session: Session, sample: SampleCourse, at: datetime) -> None:
        """Enrol, watch every film, sit the quiz."""
        enrolment = self._enrol(session, sample, at)
        for number, asset_id in enumerate(sample.asset_ids):
            moment = at + timedelta(days=2 * number)
            self._watch(session, asset_id, Decimal(1), moment)
            settle(session, enrolment.id, moment)
        moment = at + timedelta(days=2 * len(sample.asset_ids))
        for share in (self.skill, max(self.skill, RIGHT_SHARE), 1.0)[: self.tries]:
            if self._sit(session, sample.quiz_id, moment, share):
                break
            moment += timedelta(hours=2)
        settle(session, enrolment.id, moment)

    def begin(self, session: Session, sample: SampleCourse, at: datetime) -> None:
        """Enrol and leave off in the middle of the first film."""
        enrolment = self._enrol(session, sample, at)
        self._watch(session, sample.asset_ids[0], Decimal("0.53"), at)
        settle(session, enrolment.id, at)

    def _enrol(self, session: Session, sample: SampleCourse, at: datetime) -> Enrolment:
        enrol(session, self.actor, session.get_one(Course, sample.course_id))
        enrolment = enrolment_of(session, self.actor, sample.course_id)
        enrolment.enrolled_at = at
        session.flush()
        return enrolment

    def _watch(self, session: Session, asset_id: int, share: Decimal, at: datetime) -> None:
        length = session.scalars(select(Asset.duration_ms).where(Asset.id == asset_id)).one() or 0
        seen = int(length * share)
        session.add(
            Watched(
                person_id=self.person.id,
                asset_id=asset_id,
                intervals=[[0, seen]],
                counted_ms=seen,
                position_ms=seen,
                updated_at=at,
            )
        )
        session.flush()

    def _sit(self, session: Session, quiz_id: int, at: datetime, share: float) -> bool:
        """Answer a share of the questions right, and say whether that was enough.

        Nobody listens: what was earned is settled at its moment.
        """
        quiz = session.get_one(Quiz, quiz_id)
        sitting, _is_new = start(session, self.actor, quiz, self.chance)
        saves = [
            Save(question.n, 1, _answer(question, revision, self.chance, share), at)
            for question, revision in session.execute(_paper(sitting.id))
        ]
        save(session, self.actor, sitting.id, saves, GRACE_SECONDS)
        hand_in(session, Facts(), sitting)
        end = at + timedelta(minutes=SITTING_MINUTES)
        moments = {"started_at": at, "submitted_at": end, "deadline_at": at + timedelta(hours=1)}
        session.execute(update(Sitting).where(Sitting.id == sitting.id).values(**moments))
        asked = update(Question).where(Question.sitting_id == sitting.id)
        session.execute(asked.values(saved_at=end))
        session.refresh(sitting)
        return bool(sitting.is_passed)


def _paper(sitting_id: int) -> Select[Question, ItemRevision]:
    return (
        select(Question, ItemRevision)
        .join(ItemRevision, ItemRevision.id == Question.revision_id)
        .where(Question.sitting_id == sitting_id)
    )


def _answer(
    question: Question, revision: ItemRevision, chance: random.Random, share: float
) -> object:
    """Answer rightly as often as `share` says, harder questions less; else most err alike."""
    right = [str(one) for one in revision.right]
    if share < 1 and chance.random() > share - HARDER * (revision.item_id % LEVELS):
        right = _mistaken(question, right, chance)
    return right if question.kind is Kind.multiple else next(iter(right), None)


def _mistaken(question: Question, right: list[str], chance: random.Random) -> list[str]:
    wrong = sorted(str(one) for one in question.options if str(one) not in right)
    if not wrong or chance.random() < SHARE_BLANK:
        return []
    return [wrong[0] if chance.random() < SHARE_ALIKE else chance.choice(wrong)]


def come_half_way(session: Session, person: Person, terms: list[Term], zone: ZoneInfo) -> None:
    """Let the demo member have finished the quarter before and stand in the midst of a film."""
    learner = Learner(person, random.Random(SEED))  # noqa: S311  the same school at every load
    before, now = terms
    for number, sample in enumerate(before.courses, 1):
        day = before.starts_on + timedelta(days=20 * number)
        learner.finish(session, sample, datetime.combine(day, EVENING, zone))
    learner.begin(session, now.courses[0], utcnow() - timedelta(hours=20))
    _note(session, learner.actor, now.courses[0])


def _note(session: Session, actor: Actor, sample: SampleCourse) -> None:
    """Let somebody have written a line at the film that they stand in the midst of."""
    lesson_id = session.scalars(
        select(VersionLesson.lesson_id)
        .join(Enrolment, Enrolment.version_id == VersionLesson.version_id)
        .where(Enrolment.person_id == actor.id, VersionLesson.ref_id == sample.asset_ids[0])
        .where(VersionLesson.kind == LessonKind.video)
    ).one()
    write_note(session, actor, place_of(session, actor, lesson_id), NOTED_MS, NOTE)


def live_through(session: Session, person: Person, terms: list[Term], zone: ZoneInfo) -> None:
    """Let somebody study as people do: most finish, some have begun, a few not yet.

    Chance is drawn from the person, so whoever lives through it twice does the same.
    """
    chance = random.Random(SEED + person.id)  # noqa: S311  the same school at every load
    zeal, skill = chance.uniform(-0.25, 0.3), chance.triangular(0.4, 1.0, RIGHT_SHARE)
    for term in terms:
        for sample in term.courses:
            day = term.starts_on + timedelta(days=chance.randrange(5, 45))
            at = datetime.combine(day, EVENING, zone) + timedelta(minutes=chance.randrange(90))
            is_past = at + timedelta(days=2 * len(sample.asset_ids) + 1) < utcnow()
            draw = chance.random() - zeal
            if is_past and draw < SHARE_DONE:
                tries = 3 if skill > WEAK else 1
                Learner(person, chance, skill, tries).finish(session, sample, at)
            elif is_past and draw < SHARE_DONE + SHARE_BEGUN:
                Learner(person, chance).begin(session, sample, at)
