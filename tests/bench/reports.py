"""The organizer's report, its exported file, and the home page, of a school of so many learners.

Beside the pages stands a bare view (one indexed SELECT, a small template), beside the file
xlsxwriter alone with the same cells.
"""

import atexit
import random
import shutil
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import time_machine
import xlsxwriter
from flask import Flask, render_template_string
from python_calamine import CalamineWorkbook
from sqlalchemy import insert, select
from sqlalchemy.orm import Session
from werkzeug.test import EnvironBuilder, run_wsgi_app

from courses.catalogue.models import Course, CourseVersion
from courses.enrolment.models import Enrolment
from courses.progress.models import CourseCompletion
from courses.reports import workbook
from courses.reports.asking import Asked, Clock
from courses.reports.names import names
from courses.reports.report import subject
from courses.reports.units import place
from lms.db import Base
from lms.people import Membership, MemberStatus, OrgUnit, Person, Tree, UnitKind
from lms.people.queries import actor_of
from lms.web import LMS
from lms.workshop.bench import Bench, Pair, at_most, cpu_ms, row, times_reference
from tests.bench.database import new_school
from tests.conftest import new_client
from tests.courses.studying import START, add_course, noon, set_task
from tests.factories import FOUNDED, School, add_unit, build_school
from wsgi import create_app

PEOPLE = 1_000
BRANCH = 33
COMPANY = "示例公司"
TIMES = 10
NOW = datetime(2026, 6, 12, 1, 30, tzinfo=UTC)
PAGE = "<!doctype html><title>{{ title }}</title><h1>{{ title }}</h1>"


class Organisation(NamedTuple):
    """So many learners in branches, most of whom have done part of a task of three courses."""

    app: LMS
    bare: Flask
    school: School
    cookies: dict[str, str]


@cache
def _organisation(people: int) -> Organisation:
    folder = Path(tempfile.mkdtemp(prefix="bench-reports-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    app = create_app(new_school(folder))
    app.jobs.send = None
    Base.metadata.create_all(app.db.engine)
    with time_machine.travel(NOW, tick=False):
        with app.db.session(write=True) as session:
            school = build_school(session)
            courses = [add_course(session, school.trainer, f"课程{n}") for n in range(3)]
            task = {"by": school.admin, "statuses": {MemberStatus.full}}
            set_task(session, [school.committee], *courses, **task)
            _settle(session, school, courses, people)
            session.commit()
        cookies = {
            person.login: f"school={new_client(app, person).get_cookie('school').value}"
            for person in (school.admin, school.member)
        }
    return Organisation(app, _bare(app), school, cookies)


def _settle(session: Session, school: School, courses: list[Course], people: int) -> None:
    count = max(people // BRANCH, 2)
    branches: list[OrgUnit] = [
        add_unit(session, f"第{n}党支部", (school.north, school.south)[n % 2]) for n in range(count)
    ]
    session.execute(insert(Person), [{"login": f"x{n}", "name": f"学员{n}"} for n in range(people)])
    first = session.scalars(select(Person.id).where(Person.login == "x0")).one()
    session.execute(
        insert(Membership),
        [
            {"person_id": first + n, "unit_id": branches[n % count].id, "valid_from": FOUNDED}
            for n in range(people)
        ],
    )
    _study(session, courses, range(first, first + people))
    _employ(session, range(first, first + people))


def _employ(session: Session, people: range) -> None:
    """Put everybody into the administration's tree, too: as many departments as branches."""
    company = add_unit(session, COMPANY, None, UnitKind.company)
    count = max(len(people) // BRANCH, 2)
    desks = [add_unit(session, f"第{n}部", company, UnitKind.department) for n in range(count)]
    session.execute(
        insert(Membership),
        [
            {
                "person_id": person_id,
                "unit_id": desks[person_id % count].id,
                "tree": Tree.administration,
                "valid_from": FOUNDED,
            }
            for person_id in people
        ],
    )


def _study(session: Session, courses: list[Course], people: range) -> None:
    rows = session.execute(select(CourseVersion.course_id, CourseVersion.id))
    versions = dict(rows.tuples().all())
    chance = random.Random(1)  # noqa: S311  the same school at every run
    begun: list[dict[str, Any]] = []
    done: list[dict[str, Any]] = []
    for person_id in people:
        for course in courses:
            if chance.random() > 0.8:
                continue
            key = {"person_id": person_id, "course_id": course.id}
            at = noon(START) + timedelta(days=chance.randrange(70))
            enrolment = {**key, "id": len(begun) + 1, "version_id": versions[course.id]}
            begun.append({**enrolment, "required_left": 0, "enrolled_at": at, "started_at": at})
            if chance.random() < 0.9:
                done.append({**key, "enrolment_id": len(begun), "completed_at": at})
    session.execute(insert(Enrolment), begun)
    session.execute(insert(CourseCompletion), [{**row, "nominal_hours": 2} for row in done])


def _bare(app: LMS) -> Flask:
    bare = Flask(__name__)

    @bare.get("/<int:unit_id>")
    def unit(unit_id: int) -> str:
        with app.db.session(write=False) as session:
            title = session.scalar(select(OrgUnit.name).where(OrgUnit.id == unit_id))
        return render_template_string(PAGE, title=title)

    return bare


def _getting(app: Any, path: str, cookie: str = "") -> Callable[[], None]:
    def _get() -> None:
        builder = EnvironBuilder(path=path, environ_overrides={"HTTP_COOKIE": cookie})
        body, status, _headers = run_wsgi_app(app, builder.get_environ(), buffered=True)
        assert status.startswith("200"), status
        assert b"".join(body)

    return _get


def _page(bench: Bench, path: str, login: str) -> Pair:
    place_ = _organisation(bench.size("people", PEOPLE))
    unit_id = place_.school.committee.id
    ours = _getting(place_.app, path.format(unit=unit_id), place_.cookies[login])
    bare = _getting(place_.bare, f"/{unit_id}")
    with time_machine.travel(NOW, tick=False):
        return bench.alternate(lambda: cpu_ms(ours, TIMES), lambda: cpu_ms(bare, TIMES))


@row("completion report", unit="CPU ms", goal=at_most(20))
def completion(bench: Bench) -> Pair:
    return _page(bench, "/branch/{unit}/completion", "admin")


@row("report of the other tree", unit="CPU ms", goal=at_most(20))
def other_tree(bench: Bench) -> Pair:
    """A task of the party, by department: where each belongs is looked up."""
    organisation = _organisation(bench.size("people", PEOPLE))
    with organisation.app.db.session(write=False) as session:
        company = session.scalars(select(OrgUnit.id).where(OrgUnit.name == COMPANY)).one()
    return _page(bench, f"/branch/{company}/completion", "admin")


@row("signed-in home", unit="CPU ms", goal=at_most(4))
def home(bench: Bench) -> Pair:
    return _page(bench, "/", "member")


@row("report as XLSX", unit="CPU ms", goal=times_reference(1.3))
def export(bench: Bench) -> Pair:
    """Write the file of the whole school; the engine alone writes the same cells from memory."""
    place_ = _organisation(bench.size("people", PEOPLE))
    target = place_.app.settings.data_dir / "export.xlsx"
    with time_machine.travel(NOW, tick=False), place_.app.test_request_context():
        _write_ours(place_, target)
        sheets = CalamineWorkbook.from_path(str(target))
        cells = [sheets.get_sheet_by_name(name).to_python() for name in sheets.sheet_names]
        return bench.alternate(
            lambda: cpu_ms(lambda: _write_ours(place_, target)),
            lambda: cpu_ms(lambda: _write_bare(target, cells)),
        )


def _write_ours(organisation: Organisation, target: Path) -> None:
    app, school = organisation.app, organisation.school
    clock = Clock(NOW, app.settings.zone)
    with app.db.session(write=False) as session:
        actor = actor_of(session, school.admin, clock.today)
        here = place(session, actor, school.committee.id)
        about = subject(session, actor, here, Asked(), clock)
        workbook.write(target, about, names(session, about.question), clock.zone)


def _write_bare(target: Path, sheets: list[list[list[Any]]]) -> None:
    with xlsxwriter.Workbook(str(target), {"constant_memory": True}) as book:
        for rows in sheets:
            sheet = book.add_worksheet()
            for at, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    if cell != "":
                        sheet.write(at, column, cell)
