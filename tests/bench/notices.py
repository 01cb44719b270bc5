"""The bell that every open page asks for, and a notice to a large school."""

import atexit
import shutil
import tempfile
import time
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import insert
from werkzeug.test import EnvironBuilder, run_wsgi_app

from courses.assignments.services import Plan, assign
from courses.catalogue.models import Course
from lms.config import ZONE
from lms.db import Base, today
from lms.notices import audiences
from lms.notices.audiences import Wish
from lms.notices.services.sending import Draft, send
from lms.people import Membership, Person
from lms.web import LMS
from lms.workshop.bench import Bench, Pair, at_most, cpu_ms, row
from tests.bench.database import new_school
from tests.conftest import new_client
from tests.courses.studying import add_course, content
from tests.factories import FOUNDED, School, build_school
from wsgi import create_app

TIMES = 200
PEOPLE = 20_000
# 2,000 open pages that ask every five seconds have half a core: 400 answers a second
A_POLL = 0.5 * 1000 / (2000 / 5)


class Place(NamedTuple):
    app: LMS
    school: School
    cookie: str


@cache
def _place() -> Place:
    folder = Path(tempfile.mkdtemp(prefix="bench-notices-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    app = create_app(new_school(folder))
    app.jobs.send = None
    Base.metadata.create_all(app.db.engine)
    with app.db.session(write=True) as session:
        school = build_school(session)
    cookie = new_client(app, school.member).get_cookie("school")
    assert cookie
    return Place(app, school, f"school={cookie.value}")


def _ask(place: Place) -> None:
    environ = {"HTTP_COOKIE": place.cookie, "HTTP_IF_NONE_MATCH": '"0-zh"'}
    builder = EnvironBuilder(path="/notices/bell", environ_overrides=environ)
    body, status, _headers = run_wsgi_app(place.app, builder.get_environ(), buffered=True)
    assert status.startswith("304"), status
    assert not b"".join(body)


@row("bell of an open page", unit="CPU ms", goal=at_most(A_POLL))
def bell(bench: Bench) -> Pair:
    place = _place()
    return bench.alternate(lambda: cpu_ms(lambda: _ask(place), TIMES))


@row("notice to a large school", unit="s", goal=at_most(1))
def notice(bench: Bench) -> Pair:
    """Measure how long the write lock is held: everybody's receipt is in one transaction."""
    place = _place()
    _fill(place, bench.size("people", PEOPLE))
    return bench.alternate(lambda: _send(place))


def _fill(place: Place, people: int) -> None:
    with place.app.db.session(write=True) as session:
        first = session.query(Person.id).count() + 1
        ids = range(first, first + people)
        session.execute(insert(Person), [{"id": n, "login": f"p{n}"} for n in ids])
        home = {"unit_id": place.school.branch_a.id, "valid_from": FOUNDED}
        session.execute(insert(Membership), [{"person_id": n, **home} for n in ids])
        session.commit()


def _send(place: Place) -> float:
    begun = time.perf_counter()
    with place.app.db.session(write=True) as session:
        admin = place.school.actor(session, place.school.admin)
        wish = Wish("unit", place.school.committee.id, today(ZONE))
        audience = audiences.unit(session, admin, wish)
        send(session, admin, Draft(title="通知", body="内容"), audience)
        session.commit()
    return time.perf_counter() - begun


@row("task for a large school", unit="s", goal=at_most(1))
def task(bench: Bench) -> Pair:
    """Measure how long the write lock is held: the task, and everybody's notice of it."""
    place = _place()
    _fill(place, bench.size("people", PEOPLE))
    with place.app.db.session(write=True) as session:
        course = add_course(session, place.school.trainer)
        session.commit()
    return bench.alternate(lambda: _assign(place, course))


def _assign(place: Place, course: Course) -> float:
    day = today(ZONE)
    plan = Plan(
        title="集中学习",
        period="本季度",
        starts_on=day,
        deadline=day + timedelta(days=60),
        unit_ids=frozenset({place.school.committee.id}),
        contents=(content(course),),
    )
    begun = time.perf_counter()
    with place.app.db.session(write=True) as session:
        assign(session, place.school.actor(session, place.school.admin), plan)
        session.commit()
    return time.perf_counter() - begun
