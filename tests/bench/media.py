"""Watching and encoding: a report of watched time and a segment beside bare views, films beside
the seconds they last."""

import atexit
import json
import os
import resource
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

from flask import Flask, Response
from sqlalchemy import Integer
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.test import EnvironBuilder, run_wsgi_app

from lms.bootstrap.kernel import adopt_orphans
from lms.db import Base, Database, upsert
from lms.web import LMS
from lms.workshop.bench import Bench, Pair, at_most, cpu_ms, row, times_reference
from media.assets.models import Asset, Kind, Rendition, Segment, State
from media.encoding import ladder, work
from media.encoding.probe import probe, scan
from media.encoding.tools import located
from media.playback.services import open_lease
from tests.bench.database import new_school
from tests.conftest import new_client
from tests.factories import School, build_school
from tests.media import films
from wsgi import create_app

TIMES = 100
SEGMENT = 1_250_000
PIECE = 0.002
FILM_SECONDS = 20
LONG_SECONDS = 120


class Tally(Base):
    """What the bare view writes: one row, one number."""

    __tablename__ = "bench_tally"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    number: Mapped[int]


class Theatre(NamedTuple):
    """A school with one film on a member's screen, and a bare app on the same database."""

    app: LMS
    bare: Flask
    cookie: str
    token: str
    lease: str
    rendition_id: int


@cache
def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="bench-media-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@cache
def _theatre() -> Theatre:
    app = create_app(new_school(_folder()))
    app.jobs.send = None
    Base.metadata.create_all(app.db.engine)
    with app.db.session(write=True) as session:
        school = build_school(session)
        lease, rendition_id = _show(app, session, school)
        session.commit()
    client = new_client(app, school.member)
    cookie = client.get_cookie("school")
    assert cookie
    token = client.environ_base["HTTP_X_CSRF_TOKEN"]
    bare = _bare(app.db, app.blobs.root / _blob(app)[:2] / _blob(app))
    return Theatre(app, bare, f"school={cookie.value}", token, lease, rendition_id)


@cache
def _blob(app: LMS) -> str:
    return app.blobs.put(os.urandom(4 * SEGMENT))


def _show(app: LMS, session: Any, school: School) -> tuple[str, int]:
    film = Asset(
        owner_id=school.trainer.id, title="第一讲", filename="1.mp4", size=1, kind=Kind.video,
        state=State.ready, original=_blob(app), duration_ms=24 * 3_600_000,
    )  # fmt: skip
    session.add(film)
    session.flush()
    rendition = Rendition(
        asset_id=film.id, width=640, height=360, bandwidth=1, codecs="avc1", blob=_blob(app),
        head_length=1,
    )  # fmt: skip
    session.add(rendition)
    session.flush()
    where = {"rendition_id": rendition.id, "number": 0, "seconds": 4.0}
    session.add(Segment(offset=SEGMENT, length=SEGMENT, **where))
    actor = school.actor(session, school.member)
    ticket = open_lease(session, actor, film, subject="lesson:1", needed=1)
    return ticket.token, rendition.id


def _bare(db: Database, blob: Path) -> Flask:
    """Views that do one UPSERT in a committed transaction, and one read of a range."""
    app, numbers = Flask("bare"), count()

    @app.post("/tally")
    def _tally() -> str:
        with db.session(write=True) as session:
            upsert(session, Tally, ["id"], {"id": 1, "number": next(numbers)})
            session.commit()
        return "{}"

    @app.get("/range")
    def _range() -> Response:
        descriptor = os.open(blob, os.O_RDONLY)
        try:
            body = os.pread(descriptor, SEGMENT, SEGMENT)
        finally:
            os.close(descriptor)
        return Response(body, mimetype="video/iso.segment")

    return app


def _ask(app: Flask, environs: Iterable[dict[str, Any]]) -> Callable[[], float]:
    """Return the CPU milliseconds of one request; the requests are made up beforehand."""
    ready = iter(environs)

    def _measure() -> float:
        some = [next(ready) for _ in range(TIMES)]
        answers: list[int] = []
        cost = cpu_ms(lambda: answers.extend(_status(app, environ) for environ in some))
        assert set(answers) == {200}, set(answers)
        return cost / TIMES

    return _measure


def _status(app: Flask, environ: dict[str, Any]) -> int:
    body, status, _headers = run_wsgi_app(app, environ, buffered=True)
    b"".join(body)
    return int(status.split()[0])


def _environ(path: str, theatre: Theatre, **options: Any) -> dict[str, Any]:
    headers = {"Cookie": theatre.cookie, "X-CSRFToken": theatre.token}
    return EnvironBuilder(path=path, headers=headers, **options).get_environ()


@row("watched interval", unit="CPU ms", goal=times_reference(2))
def watched_interval(bench: Bench) -> Pair:
    theatre, path = _theatre(), f"/api/v1/leases/{_theatre().lease}/intervals"

    def _reports() -> Iterable[dict[str, Any]]:
        for seq in count(1):
            stop = seq * PIECE  # as little as the bucket has filled since: one growing interval
            told = {"seq": seq, "intervals": [[stop - PIECE, stop, 1.5]], "position_s": stop}
            yield _environ(
                path, theatre, method="POST", data=json.dumps(told), content_type="application/json"
            )

    tallies = (_environ("/tally", theatre, method="POST") for _ in count())
    return bench.alternate(_ask(theatre.app, _reports()), _ask(theatre.bare, tallies))


@row("segment of 1.25 MB", unit="CPU ms", goal=at_most(1.1))
def segment(bench: Bench) -> Pair:
    """Twice what nginx takes; the reference reads the same range without asking who wants it."""
    theatre = _theatre()
    path = f"/play/{theatre.lease}/{theatre.rendition_id}/0.m4s"
    ours = (_environ(path, theatre) for _ in count())
    bare = (_environ("/range", theatre) for _ in count())
    return bench.alternate(_ask(theatre.app, ours), _ask(theatre.bare, bare))


@row("ladder 1080 + 720 + 360", unit="CPU s/s", goal=at_most(1.2))
def whole_ladder(bench: Bench) -> Pair:
    """The smallest rung by itself, then the others; the reference makes all in one pass."""
    seconds = bench.size("film_seconds", FILM_SECONDS)
    source = films.make(_folder() / "film.mp4", "-g", "250", size="1920x1080", seconds=seconds)
    prepared, plan = _prepared(source)
    adopt_orphans()

    def _passes(*passes: tuple[ladder.Rung, ...]) -> float:
        begun = _children()
        for rungs in passes:
            work.encode(prepared, plan, rungs, lambda _share: None)
        return (_children() - begun) / seconds

    return Bench(runs=1).alternate(
        lambda: _passes(plan.rungs[:1], plan.rungs[1:]), lambda: _passes(plan.rungs)
    )


@row("repackaging", unit="s/s", goal=at_most(1 / 40))
def repackaging(bench: Bench) -> Pair:
    """Seconds of work for a second of a film that is suitable as it is: from upload to playlist."""
    seconds = bench.size("long_seconds", LONG_SECONDS)
    options = ("-g", "50", "-keyint_min", "50", "-b:v", "800k", "-maxrate", "900k")
    source = films.make(
        _folder() / "tidy.mp4", *options, "-bufsize", "900k", size="854x480", seconds=seconds
    )

    def _publish() -> float:
        begun = time.perf_counter()
        prepared, plan = _prepared(source)
        work.repackage(prepared, plan, lambda _share: None)
        return (time.perf_counter() - begun) / seconds

    return bench.alternate(_publish)


def _prepared(source: Path) -> tuple[work.Bench, ladder.Plan]:
    tools = located(_folder())
    film = probe(tools, source)
    return work.Bench(tools, source, film, _folder()), ladder.plan(film, scan(tools, source, film))


def _children() -> float:
    """Return the CPU seconds of all programs that have ended.

    One behind walls ends as an orphan, which `adopt_orphans` brings to us; till it is waited for,
    nobody counts what it used.
    """
    with suppress(ChildProcessError):
        while True:
            os.waitpid(-1, 0)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
