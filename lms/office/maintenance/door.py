"""What everybody notices: the words on each page, and deeds that have to wait."""

from contextlib import suppress
from datetime import datetime
from typing import Any

from flask import request
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from lms.db import utcnow
from lms.decisions.queries import Announcement
from lms.errors import Unavailable
from lms.people.actor import account_or_none
from lms.people.roles import Role
from lms.web import current_decisions
from lms.web.filters import moment
from lms.web.flask import READING
from lms.web.guard import goes_on
from lms.web.i18n import language

# Signing in and out, and how pages look: without them no administrator would get in.
ALWAYS = {
    *("people.sign_in", "people.sign_out", "factors.ask", "prefs.save"),
    *("api_people.create_token",),
}
UNTIL_TAKEN_BACK = 300
SOONEST = 30


def refuse_deeds() -> None:
    """Let nobody but administrators change anything while the school is worked on."""
    if request.method in READING or request.endpoint in ALWAYS or goes_on(request.endpoint):
        return
    told, now = current_decisions().announcement, utcnow()
    if told is None or not told.holds(now) or _is_admin():
        return
    after = _seconds(told, now)
    if told.ends_at is None:
        raise Unavailable("系统正在维护。现在可以浏览，暂时不能提交。", retry_after=after)
    raise Unavailable(
        "系统正在维护，预计 %(until)s 结束。现在可以浏览，暂时不能提交。",
        retry_after=after,
        until=moment(told.ends_at),
    )


def _is_admin() -> bool:
    account = account_or_none()
    return account is not None and account.actor.has(Role.admin)


def _seconds(told: Announcement, now: datetime) -> int:
    if told.ends_at is None:
        return UNTIL_TAKEN_BACK
    return max(SOONEST, int((told.ends_at - now).total_seconds()) + 1)


def announced() -> dict[str, Any]:
    """Return what the shell says about maintenance, if there is anything to say.

    The page that tells that the database is away has to do without.
    """
    with suppress(OperationalError, PoolTimeout, Unavailable):
        told, now = current_decisions().announcement, utcnow()
        if told is not None and told.is_told(now):
            words = told.words_en or told.words if language() == "en" else told.words
            return {"maintenance": told, "maintenance_words": words, "is_held": told.holds(now)}
    return {}
