"""Every rule of the house beside its SQL twin, and a school of records to try them on."""

from collections.abc import Callable
from random import Random
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session, joinedload, selectinload

from courses.assignments import policy as assignments
from courses.assignments.models import Assignment
from courses.assignments.queries import WHOLE
from courses.catalogue import policy as catalogue
from courses.catalogue.models import (
    Audience,
    Course,
    CourseState,
    CourseTrainer,
    CourseUnit,
    CourseVersion,
    VersionLesson,
)
from courses.certificates import policy as certificates
from courses.certificates.models import Certificate
from courses.certificates.numbers import new_number
from courses.enrolment.models import Enrolment
from courses.lessons import policy as lessons
from courses.notes.models import Note
from library.notes.models import PassageNote
from library.works import policy as works
from library.works.models import Work
from library.works.services import load
from lms.audit.models import AuditEntry
from lms.db import utcnow
from lms.exports import policy as exports
from lms.exports.models import Export
from lms.notices import policy as notices
from lms.notices.models import Notice, NoticeKind, Receipt
from lms.noting import policy as noting
from lms.office.trail import policy as trail
from lms.people import Actor, Grant, Membership, OrgUnit, Person, Role
from lms.people import policy as people
from lms.people.policy import held_on
from media.assets import policy as assets
from media.assets.models import Asset
from quizzes.bank import policy as bank
from quizzes.bank.models import BankTrainer, ItemBank
from quizzes.papers import policy as papers
from quizzes.papers.models import Quiz, Visibility
from quizzes.sittings import policy as sittings
from quizzes.sittings.models import Sitting
from tests.courses.makers import lecture, make_course, make_film
from tests.courses.studying import START, add_quiz, begin, noon, set_task, sit
from tests.factories import School
from tests.library.conftest import manuscript

TODAY = START


class Visitor(NamedTuple):
    """Somebody who asks, and the quizzes that their courses give them."""

    session: Session
    actor: Actor
    admitted: frozenset[int]

    def enrolment(self, course_id: int) -> Enrolment | None:
        mine = select(Enrolment).filter_by(person_id=self.actor.id, course_id=course_id)
        return self.session.scalar(mine)

    def course_of(self, lesson: VersionLesson) -> int:
        return self.session.get_one(CourseVersion, lesson.version_id).course_id

    def has_sat(self, quiz: Quiz) -> bool:
        mine = select(Sitting.id).filter_by(person_id=self.actor.id, quiz_id=quiz.id)
        return self.session.scalar(mine) is not None

    def is_admitted(self, quiz: Quiz) -> bool:
        return quiz.id in self.admitted

    def admits(self) -> ColumnElement[bool]:
        return Quiz.id.in_(self.admitted)

    def paths_of(self, person_id: int | None) -> list[str]:
        theirs = (
            select(OrgUnit.path)
            .join(Membership, Membership.unit_id == OrgUnit.id)
            .where(Membership.person_id == person_id, held_on(Membership, TODAY))
        )
        return list(self.session.scalars(theirs))


class Twin(NamedTuple):
    """A rule, how it is asked about a row, its twin, and the rows it is about."""

    rule: Callable[..., bool]
    may: Callable[[Visitor, Any], bool]
    allowed_to: Callable[[Visitor], ColumnElement[bool]]
    rows: Select[Any]


def plain(rule: Callable[..., bool], twin: Callable[..., Any], rows: Select[Any]) -> Twin:
    """Say of a rule that it asks only for the actor and the row."""
    return Twin(rule, lambda v, row: rule(v.actor, row), lambda v: twin(v.actor), rows)


UNITS = select(OrgUnit)
TASKS = select(Assignment).options(*WHOLE)
CERTIFICATES = select(Certificate).options(
    joinedload(Certificate.course).selectinload(Course.co_trainers)
)
COURSES = select(Course).options(selectinload(Course.units), selectinload(Course.co_trainers))
NOTICES = select(Notice).options(joinedload(Notice.unit))
BANKS = select(ItemBank).options(selectinload(ItemBank.co_trainers))

TWINS = [
    plain(people.may_oversee, people.overseen_by, UNITS),
    plain(people.may_organize, people.organized_by, UNITS),
    plain(assignments.may_exempt, assignments.exemptable_by, UNITS),
    plain(assignments.may_revise, assignments.revisable_by, TASKS),
    plain(assignments.may_read, assignments.readable_by, TASKS),
    plain(exports.may_fetch, exports.fetched_by, select(Export)),
    plain(notices.may_follow, notices.followed_by, NOTICES),
    plain(notices.may_read, notices.read_by, select(Receipt)),
    plain(works.may_keep, works.kept_by, select(Work)),
    plain(works.may_read, works.readable_by, select(Work)),
    plain(assets.may_manage, assets.managed_by, select(Asset)),
    plain(bank.may_edit, bank.editable_by, BANKS),
    plain(bank.may_share, bank.shared_by, BANKS),
    *(
        Twin(
            noting.may_use,
            lambda v, row: noting.may_use(v.actor, row),
            lambda v, kind=kind: noting.used_by(v.actor, kind),
            select(kind),
        )
        for kind in (Note, PassageNote)
    ),
    plain(papers.may_manage, papers.managed_by, select(Quiz)),
    plain(sittings.may_inspect, sittings.inspected_by, select(Quiz)),
    plain(sittings.may_sit_on, sittings.sat_by, select(Sitting)),
    plain(catalogue.may_edit, catalogue.editable_by, COURSES),
    plain(catalogue.may_share, catalogue.shared_by, COURSES),
    plain(catalogue.may_join, catalogue.joinable_by, COURSES),
    plain(certificates.may_revoke, certificates.revoked_by, CERTIFICATES),
    Twin(
        catalogue.may_list,
        lambda v, row: catalogue.may_list(v.actor, row, v.enrolment(row.id)),
        lambda v: catalogue.listed_for(v.actor),
        COURSES,
    ),
    Twin(
        catalogue.may_see,
        lambda v, row: catalogue.may_see(v.actor, row, v.enrolment(row.id)),
        lambda v: catalogue.visible_to(v.actor),
        COURSES,
    ),
    Twin(
        lessons.may_learn,
        lambda v, row: lessons.may_learn(v.actor, row, v.enrolment(v.course_of(row))),
        lambda v: lessons.learned_by(v.actor),
        select(VersionLesson),
    ),
    Twin(
        papers.may_sit,
        lambda v, row: papers.may_sit(row, is_admitted=v.is_admitted(row)),
        lambda v: papers.sittable(v.admits()),
        select(Quiz),
    ),
    Twin(
        sittings.may_open,
        lambda v, row: sittings.may_open(
            row, is_admitted=v.is_admitted(row), has_sat=v.has_sat(row)
        ),
        lambda v: sittings.openable_by(v.actor, v.admits()),
        select(Quiz),
    ),
    Twin(
        trail.may_read_entry,
        lambda v, row: trail.may_read_entry(v.actor, v.paths_of(row.actor_id)),
        lambda v: trail.entries_read_by(v.actor, TODAY),
        select(AuditEntry),
    ),
]


def furnish(session: Session, school: School, chance: Random) -> None:
    """Bring records of every kind into the school, whose and how as chance has it."""
    everybody = list(school[7:])
    for n in range(3):
        owner = chance.choice(everybody)
        _add_bank(session, owner, chance.sample(everybody, 2))
        _add_quiz(session, owner, chance)
        _add_notice(session, school, owner, chance)
        course = _add_course(session, school, chance)
        _add_certificate(session, owner, course)
        units = chance.sample(school[:7], chance.randint(1, 2))
        set_task(session, units, course, by=school.organizer)
        work = load(session, manuscript("一段。", title=f"作品{n}"))
        if chance.random() < 1 / 2:
            work.withdrawn_at, work.withdrawal_reason = utcnow(), "版本有误"
        session.add(PassageNote(person_id=owner.id, work_id=work.id, anchor=1, text="笔记"))
        expires_at = utcnow()
        session.add(
            Export(person_id=owner.id, report="completion", parameters={}, expires_at=expires_at)
        )
        session.add(AuditEntry(actor_id=owner.id, deed="test.deed", details={}))
    session.add(AuditEntry(actor_id=None, deed="test.deed", details={}))
    session.flush()


def _add_bank(session: Session, owner: Person, helpers: list[Person]) -> None:
    bank = ItemBank(title="题库", owner_id=owner.id)
    session.add(bank)
    session.flush()
    session.add_all(BankTrainer(bank_id=bank.id, person_id=one.id) for one in helpers)


def _add_quiz(session: Session, owner: Person, chance: Random) -> None:
    quiz = add_quiz(session, owner)
    quiz.visibility = chance.choice(list(Visibility))
    quiz.published_at = chance.choice([None, quiz.published_at])
    quiz.retired_at = chance.choice([None, utcnow()])
    session.flush()
    sit(session, owner, quiz, noon(START), passed=True)


def _add_notice(session: Session, school: School, owner: Person, chance: Random) -> None:
    """Add a notice of somebody's or of the school's own, in the name of a unit or of none."""
    unit = chance.choice([None, *school[:7]])
    kind = chance.choice(list(NoticeKind))
    notice = Notice(
        kind=kind,
        title="通知",
        body="内容",
        signed="署名",
        audience="全体",
        sender_id=None if kind is NoticeKind.system else owner.id,
        unit_id=unit and unit.id,
    )
    session.add(notice)
    session.flush()
    session.add(Receipt(notice_id=notice.id, person_id=chance.choice(list(school[7:])).id))


def _add_course(session: Session, school: School, chance: Random) -> Course:
    owner = chance.choice([school.trainer, school.other_trainer])
    film = make_film(session, owner)
    course = make_course(session, school.actor(session, owner), lecture(film))
    course.state = chance.choice([CourseState.published, CourseState.retired])
    course.audience = chance.choice(list(Audience))
    units = chance.sample(school[:7], 2)
    session.add_all(CourseUnit(course_id=course.id, unit_id=unit.id) for unit in units)
    helper = chance.choice(list(school[7:]))
    session.add(CourseTrainer(course_id=course.id, person_id=helper.id))
    learner = chance.choice(list(school[7:]))
    begin(session, learner, course, noon(START))
    _add_note(session, learner, course)
    session.expire(course)
    return course


def _add_note(session: Session, writer: Person, course: Course) -> None:
    lessons = select(VersionLesson.lesson_id).join(
        CourseVersion, CourseVersion.id == VersionLesson.version_id
    )
    lesson_id = session.scalars(lessons.where(CourseVersion.course_id == course.id)).first()
    session.add(Note(person_id=writer.id, lesson_id=lesson_id, at_ms=0, text="笔记"))


def _add_certificate(session: Session, owner: Person, course: Course) -> None:
    certificate = Certificate(
        number=new_number(2026),
        person_id=owner.id,
        course_id=course.id,
        name=owner.name,
        title=course.title,
        hours=1,
        completed_at=noon(START),
        issuer="党委",
    )
    session.add(certificate)
    session.flush()


def visitors(session: Session, school: School, chance: Random) -> list[Visitor]:
    """Return people of the school with whatever posts chance gives them."""
    quizzes = list(session.scalars(select(Quiz.id)))
    return [
        Visitor(session, _actor(person, school, chance), frozenset(chance.sample(quizzes, 1)))
        for person in school[7:]
    ]


def _actor(person: Person, school: School, chance: Random) -> Actor:
    units = [chance.choice(school[:7]) for _ in range(chance.randint(0, 2))]
    grants = (Grant(chance.choice(list(Role)), unit.id, unit.path) for unit in units)
    return Actor(person.id, person.login, person.name, frozenset(grants))
