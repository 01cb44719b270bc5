"""What can be undone is done at once, and taken back from the page that follows, without scripts."""

import re
from collections.abc import Callable
from typing import NamedTuple

import pytest
from flask import url_for
from sqlalchemy.orm import Session

from courses.catalogue.models import Course, CourseState
from library.works.models import Work
from lms.people import Person
from quizzes.bank.models import BankTrainer, Item
from quizzes.papers.models import Quiz
from tests.house.world import furnish

BUTTON = re.compile(r'data-undo>.*?action="(?P<url>[^"]+)">(?P<form>.*?)</form>', re.DOTALL)
FIELD = re.compile(r'name="(\w+)" value="([^"]*)"')


@pytest.fixture
def world(session, school):
    world = furnish(session, school)
    session.add(BankTrainer(bank_id=world["bank_id"], person_id=school.other_trainer.id))
    session.flush()
    return world | {"school": school}


class Deed(NamedTuple):
    """Who does it to which record, and what is so before it and is so again."""

    login: str
    endpoint: str
    record: str
    holds: Callable[[Session, int], bool]


DEEDS = [
    Deed("trainer", "bank.retire", "item_id", lambda s, key: s.get(Item, key).retired_at is None),
    Deed("trainer", "papers.retire", "quiz_id", lambda s, key: s.get(Quiz, key).retired_at is None),
    Deed(
        "trainer",
        "authoring.retire",
        "course_id",
        lambda s, key: s.get(Course, key).state is CourseState.published,
    ),
    Deed(
        "trainer", "works.withdraw", "work_id", lambda s, key: s.get(Work, key).withdrawn_at is None
    ),
    Deed("admin", "accounts.deactivate", "person_id", lambda s, key: s.get(Person, key).is_active),
]


@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: deed.endpoint)
def test_a_deed_is_taken_back_by_one_press(app, session, sign_in, world, deed):
    client, key = sign_in(getattr(world["school"], deed.login)), world[deed.record]
    with app.test_request_context():
        url = url_for(deed.endpoint, **{deed.record: key})
    assert deed.holds(session, key)
    page = client.post(url, data={"reason": "重新排版"}, follow_redirects=True)
    session.expire_all()
    assert page.status_code == 200
    assert not deed.holds(session, key)
    _press(client, page)
    session.expire_all()
    assert deed.holds(session, key)


def _press(client, page):
    found = BUTTON.search(page.text)
    answer = client.post(found["url"], data=dict(FIELD.findall(found["form"])))
    assert answer.status_code == 302


def test_who_was_removed_comes_back(session, school, sign_in, world):
    client = sign_in(school.trainer)
    key = (world["bank_id"], school.other_trainer.id)
    page = client.post("/teach/bank/{}/trainers/{}/removal".format(*key), follow_redirects=True)
    session.expire_all()
    assert session.get(BankTrainer, key) is None
    _press(client, page)
    assert session.get(BankTrainer, key)


def test_it_is_offered_once(school, sign_in, world):
    client = sign_in(school.trainer)
    page = client.post(f"/teach/items/{world['item_id']}/retirement", follow_redirects=True)
    assert BUTTON.search(page.text)
    assert not BUTTON.search(client.get("/teach/bank").text)
