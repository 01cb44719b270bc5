"""What a page costs whoever opens it first, on a slow line: every page of the demo school."""

import gzip
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from lms.frontend import build
from lms.people import Person
from lms.web.assets import PACKAGES, SOURCE
from tests.conftest import new_client, new_config, opened
from tests.links import Trail

KB = 1024
HTML = 30 * KB
SCRIPTS = 27 * KB  # of every page
NODES = 1500
REQUESTS = 40
OF_ITS_OWN = 8 * KB  # of a page that plays, asks or is read
ON_DEMAND = {"vendor/tus.min.js": 22 * KB, "vendor/hls.light.min.mjs": 120 * KB}
ROLES = ["member", "trainer", "organizer", "auditor", "admin"]
IMPORT = re.compile(r'(?:^import|from|import\()\s*"\./(.+?)"', re.MULTILINE)


class Page(HTMLParser):
    """What is in a page: its elements, links, scripts, and whatever is asked for with it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.nodes = 0
        self.links: set[str] = set()
        self.scripts: set[str] = set()
        self.asked: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.nodes += 1
        given = dict(attrs)
        if tag == "a" and given.get("href"):
            self.links.add(given["href"])
        if tag == "script" and given.get("src"):
            self.scripts.add(given["src"])
        url = given.get("src") or (given.get("href") if tag == "link" else None)
        if url:
            self.asked.add(url)


class Site(NamedTuple):
    clients: dict[str, object]
    built: Path


@pytest.fixture(scope="module")
def site(tmp_path_factory, new_database, demo_database):
    folder = tmp_path_factory.mktemp("budgets")
    with opened(new_config(folder, new_database(demo_database))) as app:
        with app.db.session(write=False) as session:
            people = {login: _person(session, login) for login in ROLES}
        target = folder / "dist"
        built = build(SOURCE, PACKAGES, target)
        app.extensions["assets"].target = target
        yield Site(
            {login: new_client(app, one) for login, one in people.items()}, target / built.build
        )


def _person(session, login):
    return session.scalars(select(Person).where(Person.login == login)).one()


def walk(client):
    trail = Trail("/")
    for path in trail:
        answer = client.get(path)
        if answer.mimetype == "text/html" and answer.status_code == 200:
            page = Page(answer.text)
            trail.found(link for link in page.links if link.startswith("/"))
            yield path, answer, page


def zipped(content):
    return len(gzip.compress(content))


def modules(built, name):
    """The scripts that come with this one."""
    file = built / name
    found = {name}
    for other in IMPORT.findall(file.read_text("utf-8")) if name.startswith("js/") else ():
        found |= modules(built, f"js/{other}") if f"js/{other}" not in found else set()
    return found


def excess(answer, page, built):
    names = {urlsplit(url).path.split("/", 3)[3] for url in page.scripts}
    scripts = {one for name in names for one in modules(built, name)}
    has_own = any(name not in {"js/app.js", "vendor/htmx.min.js"} for name in names)
    allowed = SCRIPTS + OF_ITS_OWN * has_own + sum(ON_DEMAND.get(name, 0) for name in scripts)
    costs = {
        "HTML": (zipped(answer.data), HTML),
        "scripts": (sum(zipped((built / name).read_bytes()) for name in scripts), allowed),
        "elements": (page.nodes, NODES),
        "requests": (1 + len(page.asked | scripts), REQUESTS),
    }
    return [f"{what} {cost} > {most}" for what, (cost, most) in costs.items() if cost > most]


def foreign(answer, page):
    """Say what is asked of others. The content policy forbids it to browsers, besides."""
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'self'; script-src")
    return [f"asks {url}" for url in page.asked if urlsplit(url).netloc]


@pytest.mark.skipif(not PACKAGES.is_dir(), reason="npm packages are not installed")
@pytest.mark.parametrize("login", ROLES)
def test_every_page_keeps_within_its_budget_and_asks_nobody_else(site, login):
    wrong = [
        f"{path} {words}"
        for path, answer, page in walk(site.clients[login])
        for words in (*excess(answer, page, site.built), *foreign(answer, page))
    ]
    assert wrong == []


def test_the_scales_weigh(site):
    answer = site.clients["member"].get("/")
    page = Page(answer.text + "<p>" * NODES + '<img src="https://example.com/x.png">')
    assert [words.split()[0] for words in excess(answer, page, site.built)] == ["elements"]
    assert foreign(answer, page) == ["asks https://example.com/x.png"]
