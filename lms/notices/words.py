"""Words that differ from reader to reader: a text holds their places, a receipt what goes there."""

from collections.abc import Mapping
from typing import Any, Final

NAME: Final = "name"
LEFT: Final = "left"
PLACES: Final = {NAME: "{姓名}", LEFT: "{未完成项数}"}


def filled(text: str, told: Mapping[str, Any] | None) -> str:
    """Put what is told to one reader into the text. Other braces are only braces."""
    for name, place in PLACES.items():
        if told and name in told:
            text = text.replace(place, str(told[name]))
    return text
