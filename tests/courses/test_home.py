"""The page that everybody sees first: one next step, what is asked for, what was earned."""
import time_machine
import pytest
from tests.courses.studying import add_course, add_quiz, begin, complete, noon, set_task, sit
from tests.courses.test_reports import CLOCK, MAY

@pytest.fixture(autouse=True)
def _frozen(school):
    with time_machine.travel(CLOCK.now, tick=False):
        yield

def test_smoke(session, school, sign_in):
    c = add_course(session, school.trainer); q = add_quiz(session, school.trainer)
    set_task(session, [school.north], c, q, by=school.organizer)
    session.commit()
    client = sign_in(school.member)
    for url in ("/", "/me"):
        a = client.get(url)
        assert a.status_code == 200, a.text
    complete(session, school.member, c, noon(MAY)); sit(session, school.member, q, noon(MAY), passed=False); session.commit()
    for url in ("/", "/me"):
        a = client.get(url)
        assert a.status_code == 200, a.text
