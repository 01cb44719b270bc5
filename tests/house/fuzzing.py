"""A school to send anything to: who asks, what is there, and what some must never be told."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from random import Random

from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from courses.enrolment.services import enrol
from lms.notices import audiences
from lms.notices.audiences import Wish
from lms.notices.services.sending import Draft, send
from lms.people import Membership, Role
from lms.web import LMS
from quizzes.sittings.services import start
from tests.conftest import new_client
from tests.courses.makers import lecture, make_course, make_film
from tests.courses.studying import set_task
from tests.factories import School, add_person, build_school
from tests.house.world import NOWHERE, TODAY, furnish
from tests.quizzes.conftest import build_exam

SECRET, UNIT = "南区机密", "南区单位"  # what people, tasks and notices of the south are called
BUSY = "系统繁忙"
COLLEAGUE = "colleague同志"  # of the member's own branch
NOT_FOR = {
    "stranger": (SECRET, UNIT, COLLEAGUE),
    Role.member: (SECRET, UNIT, COLLEAGUE),
    Role.organizer: (SECRET, UNIT),
    Role.auditor: (SECRET, UNIT),
    Role.trainer: (SECRET,),  # teaches the whole school: its units are there to choose from
}


@dataclass
class World:
    """A school in the north, as the walk has it, and another in the south that is none of theirs.

    `there` and `foreign` are records by the name of an argument, of the one and the other.
    """

    app: LMS
    session: Session
    school: School
    there: dict[str, object]
    foreign: dict[str, object]
    clients: dict[str, FlaskClient]

    def value_of(self, name: str, chance: Random) -> object:
        """Return what stands for an argument: mostly a record, sometimes a foreign one or none."""
        found = (self.there.get(name, NOWHERE), self.foreign.get(name, NOWHERE), NOWHERE)
        return chance.choices(found, weights=(8, 2, 1))[0]

    def ask(self, who: str, **how) -> TestResponse:
        """Send a request as somebody. Whatever it does is undone."""
        with self.undone(who):
            return self.clients[who].open(**how)

    @contextmanager
    def undone(self, who: str) -> Iterator[None]:
        """Let somebody do things; afterwards all is as before, their being signed in, too."""
        cookie = self.clients[who].get_cookie("school")
        with self.app.db.connection.begin_nested() as untouched:
            try:
                yield
            finally:
                untouched.rollback()
        self.clients[who].set_cookie("school", cookie.value)


def build_world(app: LMS, session: Session) -> World:
    school = build_school(session)
    home = update(Membership).where(Membership.person_id == school.auditor.id)
    session.execute(home.values(unit_id=school.branch_b.id))  # who audits the north lives there
    there = furnish(session, school)
    foreign = _furnish_south(session, school)
    session.commit()
    clients = {role.value: new_client(app, getattr(school, role)) for role in Role}
    return World(app, session, school, there, foreign, {"stranger": new_client(app), **clients})


def _furnish_south(session: Session, school: School) -> dict[str, object]:
    """Return records of another trainer and of a learner whom nobody in the north knows."""
    for unit in (school.south, school.branch_c):
        unit.name = UNIT
    learner = add_person(session, "faraway", school.branch_c, name=SECRET, staff_number="20000002")
    owner, admin = (school.actor(session, who) for who in (school.other_trainer, school.admin))
    film = make_film(session, school.other_trainer)
    course = make_course(session, owner, lecture(film))
    exam = build_exam(session, owner)
    actor = school.actor(session, learner)
    enrol(session, actor, course)
    sitting, _is_new = start(session, actor, exam.quiz)
    task = set_task(session, [school.south], course, by=school.admin, title=SECRET)
    wish = Wish("unit", school.branch_c.id, TODAY)
    draft = Draft(title=SECRET, body=SECRET, must_confirm=True)
    notice = send(session, admin, draft, audiences.unit(session, admin, wish))
    return {
        "person_id": learner.id,
        "unit_id": school.south.id,
        "course_id": course.id,
        "quiz_id": exam.quiz.id,
        "bank_id": exam.bank.id,
        "item_id": exam.items[0].id,
        "asset_id": film.id,
        "sitting_id": sitting.id,
        "assignment_id": task.id,
        "notice_id": notice.id,
    }


def what_is_wrong(who: str, answer: TestResponse) -> str | None:
    """Say why an answer must not be: a fault of ours, or what this person may not know.

    What is not there (a font, a worker) may be missed, but nobody else keeps the database busy.
    """
    text = _text(answer)
    if answer.status_code >= 500 and (answer.status_code != 503 or BUSY in text):
        return f"{answer.status_code}"
    if any(name in text for name in NOT_FOR.get(who, ())):
        return "tells what is not theirs to know"
    return None


def _text(answer: TestResponse) -> str:
    """Read an answer, also where JSON writes Chinese in numbers."""
    text = answer.get_data().decode(errors="replace")
    return json.dumps(json.loads(text), ensure_ascii=False) if text and answer.is_json else text
