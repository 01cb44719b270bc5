import pytest


@pytest.fixture
def admin(school, sign_in):
    """The browser of an administrator."""
    return sign_in(school.admin)
