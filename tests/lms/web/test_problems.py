"""How a refusal is told to programs."""

from tests.conftest import new_client
from tests.factories import build_school


def test_whoever_sends_too_much_is_told_that_the_connection_ends(app, session):
    """The server does not read the rest, and drops what comes after it."""
    client = new_client(app, build_school(session).member)
    most = app.config["MAX_CONTENT_LENGTH"]
    answer = client.post("/api/v1/tokens", data=b"x" * (most + 1), content_type="application/json")
    assert (answer.status_code, answer.headers["Connection"]) == (413, "close")


def test_so_is_who_is_refused_before_a_long_body_is_read(app, session):
    stranger = new_client(app)
    long, short = (stranger.post("/api/v1/banks", json={"title": "x" * n}) for n in (20_000, 1))
    assert (long.status_code, long.headers.get("Connection")) == (401, "close")
    assert (short.status_code, short.headers.get("Connection")) == (401, None)
