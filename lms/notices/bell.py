"""The bell of the shell: how much is unread."""

from contextlib import suppress

from flask import g, request
from sqlalchemy.exc import SQLAlchemyError

from lms.errors import Unavailable
from lms.notices import queries
from lms.people.actor import account_or_none
from lms.web import LMS, current_database, current_session
from lms.web.flask import READING, is_untransacted


def unread() -> int:
    """Return how many notices the reader has not opened, asked once for a request.

    A page that says what is wrong with the database must not fail because of its bell.
    """
    if "unread" not in g:
        g.unread = 0
        account = account_or_none()
        if account:
            with suppress(SQLAlchemyError, Unavailable):
                g.unread = _count(account.actor.id)
    return int(g.unread)


def _count(person_id: int) -> int:
    if request.method in READING and not is_untransacted(request.endpoint):
        return queries.unread(current_session().connection(), person_id)
    with current_database().reading() as connection:
        return queries.unread(connection, person_id)


def install(app: LMS) -> None:
    app.jinja_env.globals["unread"] = unread
