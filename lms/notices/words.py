"""Words that differ from reader to reader.

A text of somebody's holds places, and a receipt what goes there. What the school says is a message
of the catalogue with its values; those called "..._on" are days.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from lms.web.filters import dated
from lms.web.i18n import gettext

NAME: Final = "name"
LEFT: Final = "left"
PLACES: Final = {NAME: "{姓名}", LEFT: "{未完成项数}"}


def filled(text: str, told: Mapping[str, Any] | None) -> str:
    """Put what is told to one reader into the text. Other braces are only braces."""
    for name, place in PLACES.items():
        if told and name in told:
            text = text.replace(place, str(told[name]))
    return text


def said(message: str, values: Mapping[str, Any] | None) -> str:
    """Say what the school told in the reader's language."""
    known = {name: _readable(name, value) for name, value in (values or {}).items()}
    return gettext(message, **known)


def _readable(name: str, value: Any) -> Any:
    return dated(date.fromisoformat(value)) if name.endswith("_on") else value
