"""How one browser likes its pages: text size, theme, language; kept in cookies."""

from typing import Final, NamedTuple

from flask import Blueprint, current_app, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from lms.errors import NotFound
from lms.web.guard import public
from lms.web.i18n import COOKIE as LANGUAGE
from lms.web.i18n import LANGUAGES

bp = Blueprint("prefs", __name__)

CHOICES: Final = {"text": ("m", "l", "xl"), "theme": ("auto", "light", "dark")}
YEAR = 31_536_000


class Prefs(NamedTuple):
    text: str
    theme: str


def current_prefs() -> Prefs:
    return Prefs(*(_chosen(name) for name in CHOICES))


def _chosen(name: str) -> str:
    value = request.cookies.get(name)
    return value if value in CHOICES[name] else CHOICES[name][0]


@bp.post("/prefs")
@public
def save() -> ResponseReturnValue:
    """Keep the choices that were sent and go back to the page they were made on."""
    answer = _back()
    for name, allowed in CHOICES.items():
        if request.form.get(name) in allowed:
            _keep(answer, name, request.form[name])
    return answer


@bp.get("/lang/<code>")
@public
def choose_language(code: str) -> ResponseReturnValue:
    if code not in LANGUAGES:
        raise NotFound("没有这种语言。")
    answer = _back()
    _keep(answer, LANGUAGE, code)
    return answer


def _keep(answer: Response, name: str, value: str) -> None:
    secure = current_app.config["SESSION_COOKIE_SECURE"]
    answer.set_cookie(name, value, max_age=YEAR, samesite="Lax", secure=secure)


def _back() -> Response:
    """Go back within this site only; a foreign or missing referrer leads home."""
    referrer = request.referrer or ""
    return redirect(referrer if referrer.startswith(request.host_url) else "/")
