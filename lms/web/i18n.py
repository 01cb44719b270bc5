"""Words on screen: Chinese is the source language, English a catalogue."""

from typing import Any

from flask import g, request
from flask_babel import Babel, get_translations, lazy_gettext, ngettext
from flask_babel import gettext as translated

from lms.config import Config

__all__ = ["LANGUAGES", "gettext", "install", "language", "lazy_gettext", "ngettext"]

LANGUAGES = {"zh": "zh_Hans_CN", "en": "en"}
COOKIE = "lang"


def install(app: Any, settings: Config) -> None:
    Babel(
        app,
        default_locale=LANGUAGES["zh"],
        default_timezone=str(settings.zone),
        default_translation_directories="translations",
        locale_selector=lambda: LANGUAGES[language()],
        timezone_selector=lambda: str(settings.zone),
    )
    app.jinja_env.install_gettext_callables(
        gettext=lambda message: _catalogue().ugettext(message),
        ngettext=lambda one, many, count: _catalogue().ungettext(one, many, count),
        newstyle=True,
    )


def _catalogue() -> Any:
    """Return the words of this page's language: looked up once, not for each of them."""
    if "catalogue" not in g:
        g.catalogue = get_translations()
    return g.catalogue


def language() -> str:
    """Return zh or en: the reader's choice, for programs what Accept-Language asks for."""
    chosen = request.cookies.get(COOKIE)
    if chosen in LANGUAGES:
        return chosen
    if request.path.startswith("/api/"):
        return request.accept_languages.best_match(list(LANGUAGES), default="zh")
    return "zh"


def gettext(message: str, **values: object) -> str:
    """Say a message in the reader's language, its values put in."""
    words: str = translated(message, **values)
    return words
