"""Every address and method, asked for by nobody and by somebody of each role."""

import pytest

from lms.people import Role
from lms.web.guard import is_public, is_quiet
from tests.conftest import new_client
from tests.factories import build_school
from tests.house.doors import DOORS, door_of
from tests.house.world import NOWHERE, furnish, requests

READING = {"GET", "HEAD", "OPTIONS"}
PUBLIC = [door for door in DOORS if door.is_public]
SHUT = {403, 404}
GONE = {404}
NOT_THERE = {404, 400, 412, 415, 422}  # what is asked for is looked at first, or what was sent
PROGRAMS = ("/api/", "/play/", "/uploads")


def addresses(app, records, but=("OPTIONS", "HEAD")):
    """Give every view once for each method, with records where the school has such.

    HEAD is GET without its body, behind the same door: strangers try it, too.
    """
    urls = app.url_map.bind("localhost")
    named = (rule for rule in app.url_map.iter_rules() if door_of(rule.endpoint))
    for rule in named:
        values = {name: records.get(name, NOWHERE) for name in rule.arguments}
        url = urls.build(rule.endpoint, values)
        for method in sorted(rule.methods.difference(but)):
            yield rule, method, url


@pytest.fixture
def world(session):
    school = build_school(session)
    return school, furnish(session, school)


@pytest.fixture
def visit(app, session):
    """Ask for an address; whatever the visit does is undone before the next."""

    def _visit(client, method, url, **how):
        cookie = client.get_cookie("school").value
        with app.db.connection.begin_nested() as untouched:
            answer = client.open(url, method=method, **how)
            untouched.rollback()
        client.set_cookie("school", cookie)  # also after signing out
        return answer.status_code, answer.location

    return _visit


def test_every_address_has_a_rule(app):
    unnamed = {rule.endpoint for rule in app.url_map.iter_rules() if door_of(rule.endpoint) is None}
    assert unnamed == set(), "say in tests/house/doors.py who gets in"


def test_every_rule_is_of_some_address(app):
    used = {door_of(rule.endpoint) for rule in app.url_map.iter_rules()}
    assert set(DOORS) - used == set()


def test_only_what_the_rules_say_is_public(app):
    by_mark = {name for name, view in app.view_functions.items() if is_public(view)}
    by_rule = {name for name in app.view_functions if door_of(name) in PUBLIC}
    assert by_mark == by_rule


def test_strangers_are_sent_to_the_door(app, session, world, visit):
    client = new_client(app)
    for rule, method, url in addresses(app, world[1], but=("OPTIONS",)):
        status, location = visit(client, method, url)
        if door_of(rule.endpoint).is_public:
            assert status < 500 or url == "/readyz", (method, url)
            assert location != "/sign-in", (method, url)
        elif _is_page(rule, method, url, app):
            assert (status, location) == (302, "/sign-in"), (method, url)
        else:
            assert status == 401, (method, url)


def _is_page(rule, method, url, app):
    is_poll = is_quiet_view(app, rule.endpoint)
    return method in READING and not url.startswith(PROGRAMS) and not is_poll


def is_quiet_view(app, endpoint):
    with app.app_context():
        return is_quiet(endpoint)


@pytest.mark.parametrize("role", Role)
def test_a_role_gets_in_where_its_rule_says_and_nowhere_else(app, session, world, visit, role):
    school, records = world
    client, sent = new_client(app, getattr(school, role)), requests(records)
    wrong = []
    for rule, method, url in addresses(app, records):
        status, _location = visit(client, method, url, **sent.get(rule.endpoint, {}))
        door = door_of(rule.endpoint)
        is_let_in = (status < 500 or url == "/readyz") and status not in {401, 403}
        is_shut_out = status in SHUT
        if not (is_let_in if role in door.roles else is_shut_out):
            wrong.append((method, url, rule.endpoint, status))
    assert not wrong, "\n".join(map(str, wrong))


@pytest.mark.parametrize("role", Role)
def test_what_is_not_there_is_not_found(app, session, world, visit, role):
    school, _records = world
    client = new_client(app, getattr(school, role))
    wrong = []
    for rule, method, url in addresses(app, {}):
        door = door_of(rule.endpoint)
        if rule.arguments and role in door.roles and not door.is_public:
            status, _location = visit(client, method, url)
            if status not in (GONE if method == "GET" else NOT_THERE):
                wrong.append((method, url, rule.endpoint, status))
    assert not wrong, "\n".join(map(str, wrong))


def test_no_token_no_deed(app, session, world, visit):
    school, records = world
    client = new_client(app, school.admin)
    client.environ_base["HTTP_X_CSRF_TOKEN"] = ""
    for _rule, method, url in addresses(app, records):
        if method not in READING:
            status, _location = visit(client, method, url)
            assert status == 400, (method, url)


@pytest.mark.parametrize("token", ["", "é", "x" * 10_000])
def test_a_strange_token_is_refused_not_a_crash(app, session, token):
    answer = app.test_client().post("/prefs", data={"csrf_token": token})
    assert answer.status_code == 400
    assert "页面已过期" in answer.text
