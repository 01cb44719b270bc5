import pytest

from lms.people import Actor
from media.assets.models import Asset, Rendition
from tests.courses.makers import make_film


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


@pytest.fixture
def film(session, school) -> Asset:
    """A film that a player can play."""
    film = make_film(session, school.trainer)
    session.add(
        Rendition(
            asset_id=film.id, width=640, height=360, bandwidth=1, codecs="", blob="", head_length=1
        )
    )
    session.flush()
    return film
