"""A form that is pressed twice, or sent again by reloading, does its deed once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Blueprint, redirect
from sqlalchemy import func, select

from lms.jobs.models import Job
from lms.jobs.services import enqueue
from lms.web import current_session
from tests.conftest import new_client, new_config, opened
from tests.factories import build_school

pages = Blueprint("pressed_twice", __name__)
ONCE = {"title": "支部工作", "once": "a page"}


@pages.post("/pressed")
def pressed():
    return redirect(f"/pressed/{enqueue(current_session(), 'test.deed', {})}")


@pages.post("/pressed/shown")
def shown():
    return f"<p>{enqueue(current_session(), 'test.deed', {})}</p>"


@pytest.fixture(scope="module")
def homeless_app(tmp_path_factory):
    with opened(new_config(tmp_path_factory.mktemp("pressed"))) as app:
        app.register_blueprint(pages)
        yield app


@pytest.fixture
def school(committed_app):
    with committed_app.db.session(write=True) as session:
        yield committed_app, build_school(session)


@pytest.fixture
def client(school):
    app, people = school
    return new_client(app, people.member)


def deeds(school):
    with school[0].db.session(write=False) as session:
        return session.scalar(select(func.count(Job.id)))


def test_the_second_press_leads_where_the_first_led(school, client):
    first, again = (client.post("/pressed", data=ONCE) for _ in range(2))
    assert first.status_code == again.status_code == 302
    assert first.location == again.location
    assert deeds(school) == 1


def test_filled_in_otherwise_or_from_another_page_it_is_another_deed(school, client):
    for form in (ONCE, ONCE | {"title": "安全生产"}, ONCE | {"once": "another page"}):
        client.post("/pressed", data=form)
    assert deeds(school) == 3


def test_what_a_script_sends_from_a_page_that_stays_is_new_each_time(school, client):
    token = {"X-CSRFToken": client.environ_base["HTTP_X_CSRF_TOKEN"]}
    for _ in range(2):
        client.post("/pressed", data=ONCE, headers=token)
    assert deeds(school) == 2


def test_an_answer_that_is_a_page_is_made_anew(school, client):
    first, again = (client.post("/pressed/shown", data=ONCE) for _ in range(2))
    assert first.text != again.text


def test_ten_presses_at_once_do_one_deed(school):
    app, people = school
    clients, start = [new_client(app, people.member) for _ in range(10)], Barrier(10)

    def _press(client):
        start.wait()
        return client.post("/pressed", data=ONCE).location

    with ThreadPoolExecutor(10) as pool:
        assert len(set(pool.map(_press, clients))) == 1
    assert deeds(school) == 1


@pytest.mark.parametrize(
    ("who", "page", "form"),
    [
        ("trainer", "/teach/courses/new", {"title": "支部工作"}),
        ("trainer", "/teach/bank", {"title": "党章题库"}),
    ],
)
def test_a_thing_is_made_once(school, who, page, form):
    app, people = school
    client = new_client(app, getattr(people, who))
    shown = client.get(page).text
    assert 'name="once" value="' in shown
    named = form | {"once": shown.split('name="once" value="')[1].split('"')[0]}
    places = {client.post(page, data=named).location for _ in range(3)}
    assert len(places) == 1
    assert None not in places
