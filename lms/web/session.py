"""What the browser brings along from one request to the next.

The signed cookie holds only the token of a server-side session, the CSRF token and the page that
was asked for. The session row itself lives in `lms.people`.
"""

from flask import request
from flask import session as cookie
from flask_login import UserMixin, current_user, login_user, logout_user

from lms.db import utcnow

WANTED = "wanted"
HALF = "half"  # who has given the password and still owes the second factor
HALF_SECONDS = 300
LONGEST_WANTED = 500  # browsers drop a cookie of more than 4 KB, and the token in it


def is_signed_in() -> bool:
    return bool(current_user.is_authenticated)


def has_bearer() -> bool:
    """Say whether a bearer token was sent: then cookies are not looked at."""
    return request.headers.get("Authorization", "").lower().startswith("bearer ")


def remember_wanted_page() -> None:
    """Note where to go after sign-in: here, not in the address, so nobody else can choose it."""
    page = request.full_path.removesuffix("?")
    if request.method == "GET" and len(page) <= LONGEST_WANTED and not page.startswith("//"):
        cookie[WANTED] = page


def begin_half(person_id: int) -> None:
    """Note in the signed cookie that the password was right, for as long as a code is looked up."""
    cookie[HALF] = [person_id, int(utcnow().timestamp()) + HALF_SECONDS]


def half_signed_in() -> int | None:
    """Return who still owes the second factor."""
    person_id, until = cookie.get(HALF, (None, 0))
    return person_id if utcnow().timestamp() < until else None


def start_session(account: UserMixin) -> str:
    """Sign in and return the page that was asked for.

    What the browser carried before is dropped, so a planted session gains nothing.
    """
    wanted = str(cookie.get(WANTED, "/"))
    cookie.clear()
    login_user(account)
    return wanted


def end_session() -> None:
    logout_user()
    cookie.clear()
