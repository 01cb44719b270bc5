"""What no honest browser sends: refused in one place, before any view and any database sees it.

NUL characters do not fit into PostgreSQL's texts, lone surrogates into no encoding; numbers past
a database's integers are no one's id.
"""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from flask import request
from werkzeug.exceptions import NotFound
from werkzeug.routing import IntegerConverter, Map, ValidationError

from lms.errors import FieldError, Invalid

LARGEST_ID = 2**31 - 1
MOST_DIGITS = len(str(LARGEST_ID))
UNFIT = re.compile("[\0\ud800-\udfff]")
SUSPECT = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")  # escapes in JSON; a NUL itself is no JSON
WORDS = "含有无法保存的字符，请删除后重试。"


class IdConverter(IntegerConverter):
    """`<int:...>` in an address: what cannot be an id leads nowhere (404).

    Told to werkzeug as a mismatch it would be 405 where GET and POST share the address.
    """

    def __init__(self, map: Map, **limits: Any) -> None:  # noqa: A002  werkzeug's name
        super().__init__(map, **{"max": LARGEST_ID, **limits})

    def to_python(self, value: str) -> int:
        if len(value) > MOST_DIGITS:
            raise NotFound
        try:
            return int(super().to_python(value))
        except ValidationError as error:
            raise NotFound from error


def refuse_unfit_texts() -> None:
    """Refuse a request that brings a text which cannot be kept, naming its field."""
    wrong = sorted({name for name, text in _texts() if UNFIT.search(text)})
    if wrong:
        raise Invalid(WORDS, errors=[FieldError(UNFIT.sub("", name), WORDS) for name in wrong])


def refuse_unfit_json(content: Any) -> None:
    """Refuse what a form brought as JSON, where escapes can hide what its text does not show."""
    if any(UNFIT.search(text) for text in _strings(content)):
        raise Invalid(WORDS)


def _texts() -> Iterator[tuple[str, str]]:
    yield from ((name, str(value)) for name, value in (request.view_args or {}).items())
    yield from _pairs(request.args.items(multi=True))
    yield from _pairs(request.form.items(multi=True))
    yield from ((name, file.filename or "") for name, file in request.files.items(multi=True))
    if request.is_json and SUSPECT.search(request.get_data()):
        yield from _in_json(request.get_data())


def _pairs(items: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    for name, value in items:
        yield name, name
        yield name, value


def _in_json(body: bytes) -> Iterator[tuple[str, str]]:
    """Give a JSON body's strings, each with its outermost key. No JSON is refused elsewhere."""
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        return
    outermost = content.items() if isinstance(content, dict) else [("", content)]
    for name, value in outermost:
        yield name, name
        yield from ((name, text) for text in _strings(value))


def _strings(value: Any) -> Iterator[str]:
    waiting = [value]
    while waiting:
        found = waiting.pop()
        if isinstance(found, str):
            yield found
        elif isinstance(found, list):
            waiting.extend(found)
        elif isinstance(found, dict):
            waiting.extend([*found, *found.values()])
