"""The page of a course beside a bare view: one indexed SELECT and a small template."""

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from flask import Flask, render_template_string
from sqlalchemy import select
from werkzeug.test import EnvironBuilder, run_wsgi_app

from courses.catalogue.models import Course
from courses.enrolment.services import enrol
from lms.db import Base, Database
from lms.web import LMS
from lms.workshop.bench import Bench, Pair, at_most, cpu_ms, row
from tests.bench.database import new_school
from tests.conftest import new_client
from tests.courses.makers import lecture, make_course, make_film, watch
from tests.factories import build_school
from wsgi import create_app

TIMES = 50
LESSONS = 12
DONE = 4
PAGE = "<!doctype html><title>{{ title }}</title><h1>{{ title }}</h1>"


class Classroom(NamedTuple):
    """A member in the middle of a course, and a bare app on the same database."""

    app: LMS
    bare: Flask
    course_id: int
    cookie: str


@cache
def _classroom(lessons: int) -> Classroom:
    folder = Path(tempfile.mkdtemp(prefix="bench-courses-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    app = create_app(new_school(folder))
    app.jobs.send = None
    Base.metadata.create_all(app.db.engine)
    with app.db.session(write=True) as session:
        school = build_school(session)
        trainer, member = (school.actor(session, one) for one in (school.trainer, school.member))
        films = [make_film(session, school.trainer, f"第 {n} 讲") for n in range(lessons)]
        course = make_course(session, trainer, *map(lecture, films))
        enrol(session, member, course)
        for film in films[:DONE]:
            watch(session, app.facts, school.member, film)
        session.commit()
    cookie = new_client(app, school.member).get_cookie("school")
    assert cookie
    return Classroom(app, _bare(app.db), course.id, f"school={cookie.value}")


def _bare(db: Database) -> Flask:
    bare = Flask(__name__)

    @bare.get("/courses/<int:course_id>")
    def course(course_id: int) -> str:
        with db.session(write=False) as session:
            title = session.scalar(select(Course.title).where(Course.id == course_id))
        return render_template_string(PAGE, title=title)

    return bare


def _get(app: Any, room: Classroom) -> None:
    builder = EnvironBuilder(
        path=f"/courses/{room.course_id}", environ_overrides={"HTTP_COOKIE": room.cookie}
    )
    body, status, _headers = run_wsgi_app(app, builder.get_environ(), buffered=True)
    assert status.startswith("200"), status
    assert b"".join(body)


@row("course page", unit="CPU ms", goal=at_most(5))
def course_page(bench: Bench) -> Pair:
    room = _classroom(bench.size("lessons", LESSONS))
    return bench.alternate(
        lambda: cpu_ms(lambda: _get(room.app, room), TIMES),
        lambda: cpu_ms(lambda: _get(room.bare, room), TIMES),
    )
