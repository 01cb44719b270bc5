"""A course that a task can ask for, and a task that does, on a day in its time."""

import pytest
import time_machine

from courses.assignments.models import Assignment
from courses.catalogue.models import Course
from lms.people import Actor
from tests.courses.studying import add_course, set_task
from tests.courses.test_reports import CLOCK


@pytest.fixture(autouse=True)
def _frozen(school):
    with time_machine.travel(CLOCK.now, tick=False):
        yield


@pytest.fixture
def organizer(session, school) -> Actor:
    return school.actor(session, school.organizer)


@pytest.fixture
def course(session, school) -> Course:
    course = add_course(session, school.trainer)
    session.commit()
    return course


@pytest.fixture
def task(session, school, course) -> Assignment:
    return set_task(session, [school.north], course, by=school.organizer)
