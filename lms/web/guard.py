"""The door: every page needs a signed-in person unless it is marked @public.

Order of a request: headers and size, who is asking (a short read of its own), body, CSRF token,
transaction, view.
"""

import sys
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, TypeVar

from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFProtect

from lms.errors import Unauthenticated
from lms.web.flask import READING, is_untransacted
from lms.web.problems import wants_problem
from lms.web.session import has_bearer, is_signed_in, remember_wanted_page

View = TypeVar("View", bound=Callable[..., Any])

csrf = CSRFProtect()
ANY = sys.maxsize


def public(view: View) -> View:
    """Open this view to people who have not signed in."""
    view.__dict__["is_public"] = True
    return view


def is_public(view: Callable[..., Any]) -> bool:
    return getattr(view, "is_public", False)


def quiet(view: View) -> View:
    """Mark a poll or beat: it does not keep a browser's session from idling out."""
    view.__dict__["is_quiet"] = True
    return view


def is_quiet(endpoint: str | None) -> bool:
    view = current_app.view_functions.get(endpoint or "")
    return getattr(view, "is_quiet", False)


def lasting(view: View) -> View:
    """Mark a deed that is taken during maintenance, too: what somebody has begun they may end."""
    view.__dict__["is_lasting"] = True
    return view


def goes_on(endpoint: str | None) -> bool:
    view = current_app.view_functions.get(endpoint or "")
    return getattr(view, "is_lasting", False)


def sized(limit: int = ANY) -> Callable[[View], View]:
    """Let this view take bodies of up to `limit` bytes; without one it looks to that itself."""

    def _mark(view: View) -> View:
        view.__dict__["largest_body"] = limit
        return view

    return _mark


def set_size() -> None:
    """Hold the body to what the house allows, or to what this view does."""
    view = current_app.view_functions.get(request.endpoint or "")
    if "largest_body" in getattr(view, "__dict__", {}):
        request.max_content_length = view.__dict__["largest_body"]


def check_signed_in() -> ResponseReturnValue | None:
    view = current_app.view_functions.get(request.endpoint or "")
    if view is None or is_public(view) or is_signed_in():
        return None
    if wants_problem() or request.method not in READING or is_quiet(request.endpoint):
        raise Unauthenticated("请先登录。")
    door = url_for("people.sign_in")
    if "HX-Request" in request.headers:
        return "", HTTPStatus.UNAUTHORIZED, {"HX-Redirect": door}  # the page, not the fragment
    remember_wanted_page()
    return redirect(door)


def read_body() -> None:
    """Take in the whole body before any transaction: a slow sender must not hold the write lock."""
    if not is_untransacted(request.endpoint):
        request.get_data(parse_form_data=True)


def check_token() -> None:
    """Refuse a deed that another site could have sent.

    A bearer token never travels by itself, and a program without a cookie has nothing to misuse:
    it asks for its first token so.
    """
    if request.method not in READING and request.endpoint and not (has_bearer() or _is_program()):
        csrf.protect()


def _is_program() -> bool:
    is_api = request.path.startswith("/api/")
    return is_api and current_app.config["SESSION_COOKIE_NAME"] not in request.cookies
