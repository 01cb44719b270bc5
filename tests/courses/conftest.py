import pytest

from lms.people import Actor


@pytest.fixture
def trainer(session, school) -> Actor:
    return school.actor(session, school.trainer)


@pytest.fixture
def member(session, school) -> Actor:
    return school.actor(session, school.member)


@pytest.fixture
def outsider(session, school) -> Actor:
    return school.actor(session, school.outsider)


@pytest.fixture
def admin(session, school) -> Actor:
    return school.actor(session, school.admin)
