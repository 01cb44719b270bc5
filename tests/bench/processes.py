"""The whole school in its own processes: how soon it is back, and what memory it takes."""

import atexit
import http.client
import re
import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from functools import cache
from itertools import cycle, islice
from pathlib import Path
from urllib.parse import urlencode

from lms.workshop.bench import Bench, Pair, at_most, row
from tests.bench.database import new_url
from tests.servers.school import DEMO_PASSWORD, School, running_school

CLIENTS = 20
REQUESTS = 500
PATHS = (
    *("/", "/courses", "/me", "/library", "/courses?q=sample"),
    *("/api/v1/me", "/api/v1/courses", "/api/v1/assignments", "/api/v1/library/works"),
)
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
KIB_A_MIB = 1024
TOOLS = ("rich",)


@row("second start", unit="s", goal=at_most(3))
def second_start(bench: Bench) -> Pair:
    """From the command to the first answer, on data that are there."""

    def _start() -> float:
        with running_school(_data(), **_world()) as school:
            return school.opened_after

    return bench.alternate(_start)


@row("memory after load", unit="MB", goal=at_most(250))
def memory(bench: Bench) -> Pair:
    """Proportional set size of web and worker after mixed requests by parallel clients.

    The worker may be making the demo's films meanwhile, which takes it 15 MB more; the converters
    it runs are not counted. Nor are the tools of development, which a school does not have:
    structlog would import 4 MB of them.
    """
    each = bench.size("requests", REQUESTS) // CLIENTS
    world = _world() | {"PYTHONPATH": str(_without_tools())}
    with running_school(_data(), **world) as school, ThreadPoolExecutor(CLIENTS) as clients:
        cookie = _sign_in(school)
        for done in [clients.submit(_browse, school, cookie, each) for _ in range(CLIENTS)]:
            done.result()
        return Pair(sum(map(_own_mib, _ours(school))))


@cache
def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="bench-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@cache
def _world() -> dict[str, str]:
    url = new_url()
    return {"LMS_DATABASE_URL": url} if url else {}


@cache
def _data() -> Path:
    """Make a data directory in which the demo school has been opened once."""
    data = _folder() / "data"
    with running_school(data, LMS_DEMO_PASSWORD=DEMO_PASSWORD, **_world()):
        return data


@cache
def _without_tools() -> Path:
    """Make a folder of modules that hide what only development installs."""
    folder = _folder() / "hidden"
    for tool in TOOLS:
        (folder / tool).mkdir(parents=True)
        (folder / tool / "__init__.py").write_text("raise ImportError(__name__)\n")
    return folder


def _sign_in(school: School) -> str:
    """Sign the demo member in; return the session's cookie."""
    with closing(http.client.HTTPConnection("127.0.0.1", school.port)) as connection:
        connection.request("GET", "/sign-in")
        page = connection.getresponse()
        token = TOKEN.search(page.read().decode())
        assert token
        form = {"csrf_token": token[1], "login": "member", "password": DEMO_PASSWORD}
        headers = {"Cookie": _cookie(page), "Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST", "/sign-in", urlencode(form), headers)
        answer = connection.getresponse()
        assert answer.status == http.client.FOUND, answer.read().decode()
        return _cookie(answer)


def _cookie(answer: http.client.HTTPResponse) -> str:
    """Return the session's cookie, of all that the answer sets."""
    cookies = (cookie.partition(";")[0] for cookie in answer.headers.get_all("Set-Cookie", []))
    return next(cookie for cookie in cookies if cookie.startswith("school="))


def _browse(school: School, cookie: str, requests: int) -> None:
    with closing(http.client.HTTPConnection("127.0.0.1", school.port)) as connection:
        for path in islice(cycle(PATHS), requests):
            connection.request("GET", path, headers={"Cookie": cookie})
            answer = connection.getresponse()
            answer.read()
            assert answer.status == http.client.OK, (path, answer.status)


def _ours(school: School) -> set[int]:
    return {
        pid
        for pid in school.processes()
        if pid == school.supervisor.pid or _name_of(pid).startswith("lms-")
    }


def _name_of(pid: int) -> str:
    with suppress(FileNotFoundError):  # a converter that has ended
        return Path(f"/proc/{pid}/comm").read_text()
    return ""


def _own_mib(pid: int) -> float:
    """Return the process's share of memory: pages that several use are counted once."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    kib = re.search(r"^Pss: +(\d+)", rollup, re.MULTILINE)
    assert kib
    return int(kib[1]) / KIB_A_MIB
