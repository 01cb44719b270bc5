import pytest
import time_machine

from courses.assignments.models import Exemption
from tests.courses.studying import add_course, add_quiz, begin, complete, noon, set_task, sit
from tests.courses.test_reports import CLOCK, MAY


@pytest.fixture
def app(committed_app):
    return committed_app


@pytest.fixture
def school(committed_school):
    return committed_school


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(CLOCK.now, tick=False) as clock:
        yield clock


@pytest.fixture
def task(app, school):
    """Five in the north: one exempt with a reason, one done, one on the way, two not started."""
    with app.db.session(write=True) as session:
        course = add_course(session, school.trainer)
        quiz = add_quiz(session, school.trainer)
        task = set_task(session, [school.north], course, quiz, by=school.organizer)
        complete(session, school.member, course, noon(MAY))
        sit(session, school.member, quiz, noon(MAY), passed=True)
        begin(session, school.colleague, course, noon(MAY))
        session.add(
            Exemption(
                assignment_id=task.id,
                person_id=school.trainer.id,
                reason="=1+1 长期外派",
                valid_from=MAY,
                recorded_by_id=school.organizer.id,
            )
        )
        session.commit()
        return task
