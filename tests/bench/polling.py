"""Pages that stand open and ask every five seconds whether there is a new notice."""

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from werkzeug.test import EnvironBuilder, run_wsgi_app

from lms.db import Base
from lms.web import LMS
from lms.workshop.bench import Bench, Pair, at_most, cpu_ms, row
from tests.bench.database import new_school
from tests.conftest import new_client
from tests.factories import build_school
from wsgi import create_app

OPEN_PAGES = 2000
EVERY_SECONDS = 5
TIMES = 200


class OpenPage(NamedTuple):
    app: LMS
    cookie: str
    tag: str


@cache
def _open_page() -> OpenPage:
    folder = Path(tempfile.mkdtemp(prefix="bench-polling-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    app = create_app(new_school(folder))
    app.jobs.send = None
    Base.metadata.create_all(app.db.engine)
    with app.db.session(write=True) as session:
        school = build_school(session)
        session.commit()
    client = new_client(app, school.member)
    cookie = client.get_cookie("school")
    assert cookie
    return OpenPage(app, f"school={cookie.value}", client.get("/notices/bell").headers["ETag"])


def _poll(page: OpenPage) -> None:
    headers: dict[str, Any] = {"Cookie": page.cookie, "If-None-Match": page.tag}
    environ = EnvironBuilder(path="/notices/bell", headers=headers).get_environ()
    _body, status, _headers = run_wsgi_app(page.app, environ, buffered=True)
    assert status.startswith("304"), status


@row("2,000 open pages", unit="cores", goal=at_most(0.5))
def open_pages(bench: Bench) -> Pair:
    page, asked_a_second = _open_page(), bench.size("open_pages", OPEN_PAGES) / EVERY_SECONDS
    return bench.alternate(lambda: cpu_ms(lambda: _poll(page), TIMES) / 1000 * asked_a_second)
