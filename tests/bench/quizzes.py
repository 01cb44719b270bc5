"""Saving an answer beside a bare view that does one UPSERT; a whole quiz from start to receipt."""

import atexit
import json
import shutil
import tempfile
from dataclasses import replace
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

from flask import Flask
from werkzeug.test import EnvironBuilder, run_wsgi_app

from lms.db import Base, Database, upsert
from lms.web import LMS
from lms.workshop.bench import Bench, Pair, at_most, cpu_ms, row, times_reference
from quizzes.bank import services as banks
from tests.bench.database import new_school
from tests.bench.media import Tally
from tests.conftest import new_client
from tests.factories import build_school
from tests.quizzes.conftest import SINGLE, build_quiz
from wsgi import create_app

TIMES = 100
QUIZZES = 10
QUESTIONS = 10


class Hall(NamedTuple):
    """A member with a quiz of so many questions, and a bare app on the same database."""

    app: LMS
    bare: Flask
    headers: dict[str, str]
    quiz_id: int


@cache
def _hall(questions: int) -> Hall:
    folder = Path(tempfile.mkdtemp(prefix="bench-quizzes-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    app = create_app(new_school(folder))
    app.jobs.send = None
    Base.metadata.create_all(app.db.engine)
    with app.db.session(write=True) as session:
        school = build_school(session)
        trainer = school.actor(session, school.trainer)
        bank = banks.open_bank(session, trainer, "题库")
        items = [
            banks.add_item(session, trainer, bank, replace(SINGLE, stem=f"第 {n} 题"))
            for n in range(questions)
        ]
        quiz = build_quiz(session, trainer, items, time_limit_seconds=3600)
    client = new_client(app, school.member)
    cookie = client.get_cookie("school")
    assert cookie
    token = client.environ_base["HTTP_X_CSRF_TOKEN"]
    headers = {"Cookie": f"school={cookie.value}", "X-CSRFToken": token}
    return Hall(app, _bare(app.db), headers, quiz.id)


def _bare(db: Database) -> Flask:
    app, numbers = Flask("bare"), count()

    @app.post("/tally")
    def _tally() -> str:
        with db.session(write=True) as session:
            upsert(session, Tally, ["id"], {"id": 1, "number": next(numbers)})
            session.commit()
        return "{}"

    return app


def _send(app: Flask, method: str, path: str, hall: Hall, body: Any = None) -> Any:
    builder = EnvironBuilder(path=path, method=method, headers=hall.headers, json=body)
    told, status, _headers = run_wsgi_app(app, builder.get_environ(), buffered=True)
    assert status.startswith("20"), status
    return json.loads(b"".join(told))


def _start(hall: Hall) -> int:
    told = _send(hall.app, "POST", f"/api/v1/quizzes/{hall.quiz_id}/sittings", hall)
    return int(told["id"])


def _save(hall: Hall, sitting: int, n: int, seq: int) -> None:
    path = f"/api/v1/sittings/{sitting}/answers/{n}"
    _send(hall.app, "PUT", path, hall, {"seq": seq, "answer": "2"})


def _sit(hall: Hall, questions: int) -> None:
    sitting = _start(hall)
    for n in range(1, questions + 1):
        _save(hall, sitting, n, 1)
    told = _send(hall.app, "POST", f"/api/v1/sittings/{sitting}/submission", hall)
    assert told["passed"]


@row("answer save", unit="CPU ms", goal=times_reference(4))
def answer_save(bench: Bench) -> Pair:
    hall = _hall(bench.size("questions", QUESTIONS))
    sitting, seqs = _start(hall), count(1)
    return bench.alternate(
        lambda: cpu_ms(lambda: _save(hall, sitting, 1, next(seqs)), TIMES),
        lambda: cpu_ms(lambda: _send(hall.bare, "POST", "/tally", hall), TIMES),
    )


@row("whole quiz of 10", unit="CPU ms", goal=at_most(60))
def whole_quiz(bench: Bench) -> Pair:
    """Start, ten answers, hand-in; the reference does as many bare writes."""
    questions = bench.size("questions", QUESTIONS)
    hall = _hall(questions)
    return bench.alternate(
        lambda: cpu_ms(lambda: _sit(hall, questions), QUIZZES),
        lambda: cpu_ms(
            lambda: [_send(hall.bare, "POST", "/tally", hall) for _ in range(questions + 2)],
            QUIZZES,
        ),
    )
