"""Browsers in which somebody has signed in before, known by a cookie that only sign-in is sent.

Their tries are counted by themselves, so neither a stranger who guesses at an account nor one who
guesses behind an office's shared address keeps its owner out. A thief of the cookie may guess as
often as anybody else (OWASP, "Slow Down Online Guessing Attacks with Device Cookies").
"""

import secrets
from functools import partial
from typing import NamedTuple

from flask import Response, after_this_request, current_app, request
from itsdangerous import BadSignature, URLSafeTimedSerializer

from lms.web import current_settings

COOKIE = "known"
SALT = "known browser"
PATH = "/sign-in"
KEPT_SECONDS = 365 * 24 * 3600


class Browser(NamedTuple):
    """A browser, by the name that it was given when this person signed in."""

    person_id: int
    name: str


def presented() -> Browser | None:
    """Return the browser that asks, if somebody has signed in there within a year."""
    try:
        return Browser(*_sealer().loads(request.cookies.get(COOKIE, ""), max_age=KEPT_SECONDS))
    except BadSignature:
        return None


def known_to(person_id: int | None) -> str:
    """Return the name of the browser that asks, if this is who signed in there last."""
    browser = presented()
    return browser.name if browser and browser.person_id == person_id else ""


def remember(person_id: int) -> None:
    """Let the answer to this request mark the browser as this person's."""
    name = known_to(person_id) or secrets.token_hex(16)
    after_this_request(partial(_mark, sealed=_sealer().dumps(Browser(person_id, name))))


def _mark(response: Response, *, sealed: str) -> Response:
    response.set_cookie(
        COOKIE,
        sealed,
        max_age=KEPT_SECONDS,
        path=PATH,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )
    return response


def _sealer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_settings().secret_key, salt=SALT)
