"""Words on screen: Chinese is the source language, English a catalogue."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import Any

from flask import has_request_context, request
from flask_babel import Babel, LazyString
from markupsafe import Markup

from lms.config import Config

LANGUAGES = {"zh": "zh_Hans_CN", "en": "en"}
SOURCE = "zh"
FORMS = "¦"  # between the form for one and the form for more
NUMBER = re.compile(r"[\d,]+(\.\d+)?")
OWN_NAMES = {"zh": "中文", "en": "English"}  # as its readers look for it, so never translated
COOKIE = "lang"
MOST_BARE = 4096  # more than all templates hold
TRANSLATIONS = Path(__file__).parent.parent / "translations"

# Looked up once for a request, not for each of the hundred messages of a page.
_spoken: ContextVar[str | None] = ContextVar("spoken", default=None)


def install(app: Any, settings: Config) -> None:
    Babel(
        app,
        default_locale=LANGUAGES["zh"],
        default_timezone=str(settings.zone),
        locale_selector=lambda: LANGUAGES[language()],
    )
    app.jinja_env.globals.update(_=_marked, gettext=_marked, languages=OWN_NAMES)
    app.before_request(_listen)
    app.teardown_request(_forget)


def language() -> str:
    """Return zh or en: the reader's choice, for programs what Accept-Language asks for."""
    return _spoken.get() or _asked_for()


def _listen() -> None:
    _spoken.set(_asked_for())


def _forget(_error: BaseException | None) -> None:
    _spoken.set(None)


@contextmanager
def speaking(chosen: str) -> Iterator[None]:
    """Say everything in this language, whoever is asking: files are made after the request."""
    before = _spoken.set(chosen)
    try:
        yield
    finally:
        _spoken.reset(before)


def _asked_for() -> str:
    if not has_request_context():
        return "zh"
    chosen = request.cookies.get(COOKIE)
    if chosen in LANGUAGES:
        return chosen
    if request.path.startswith("/api/"):
        return request.accept_languages.best_match(list(LANGUAGES), default="zh")
    return "zh"


def gettext(message: str, **values: object) -> str:
    """Say a message in the reader's language, its values put in."""
    words = _looked_up(message, values)
    return words % values if values else words


def counted(words: str, number: object) -> str:
    """Choose the form that goes with a number: in English "page¦pages" is page after 1.

    Chinese has one form, so messages are not told apart by number: the catalogue holds both.
    """
    one, _bar, many = words.partition(FORMS)
    return many if many and str(number) != "1" else one


def _looked_up(message: str, values: Mapping[str, object]) -> str:
    """Look a message up; with two forms the first number put in decides."""
    words = _catalogue(language()).gettext(message)
    if values and FORMS in words:
        numbers = (str(value) for value in values.values() if NUMBER.fullmatch(str(value)))
        return counted(words, next(numbers, ""))
    return words


def lazy_gettext(message: str, **values: object) -> Any:
    """Say a message when it is shown: who reads it is not known yet."""
    return LazyString(gettext, message, **values)


def _marked(message: str, **values: object) -> Markup:
    """Say a message in a template: the words are ours, what is put in is escaped."""
    if not values:
        return _bare(language(), message)
    return Markup(_looked_up(message, values)) % values  # noqa: S704  our own words


@lru_cache(MOST_BARE)
def _bare(chosen: str, message: str) -> Markup:
    """Say a message without values: a page has sixty, the same for everybody."""
    return Markup(_catalogue(chosen).gettext(message)) % {}  # noqa: S704  our own words


@cache
def _catalogue(chosen: str) -> NullTranslations:
    """Read a language's catalogues, once for a process. The source language needs none."""
    if chosen == SOURCE:
        return NullTranslations()
    from babel.messages import catalog, mofile, pofile  # noqa: PLC0415 - only readers of English

    merged = catalog.Catalog(locale=LANGUAGES[chosen])
    for file in sorted((TRANSLATIONS / chosen).glob("*.po")):
        with file.open("rb") as source:
            for message in pofile.read_po(source):
                merged[message.id] = message
    binary = BytesIO()
    mofile.write_mo(binary, merged)
    binary.seek(0)
    return GNUTranslations(binary)
