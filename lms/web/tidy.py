"""Messy input made tidy before it is checked: filters, coercions and checks for form fields."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from wtforms import Field
from wtforms.validators import ValidationError

from lms.web.i18n import gettext
from lms.web.strange import LARGEST_ID

FIRST_YEAR, LAST_YEAR = 1900, 2199
CHECK_YEAR = "请核对年份。"

# pasted along from pages and chats: a name with such a sign is found by nobody, and those that
# turn the direction of writing turn what stands beside it, too; U+200D holds emoji together
UNSEEN = re.compile(
    "[\x01-\x08\x0e-\x1b\x7f\xad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)

Word = TypeVar("Word", bound=StrEnum)


def words(text: str | None) -> str | None:
    """Take spaces from both ends and fold those inside into one; what cannot be seen goes."""
    return text and " ".join(UNSEEN.sub("", text).split())


def code(text: str | None) -> str | None:
    """Write a number or login plainly: full-width signs become ASCII, spaces go."""
    return text and "".join(unicodedata.normalize("NFKC", text).split())


def optional(words: type[Word]) -> Callable[[object], Word | None]:
    """Coerce what a select field sends to one of these words, or to none."""
    return lambda value: words(str(value)) if value else None


def an_id(value: object) -> int | None:
    """Coerce what a select field sends to an id, or to none."""
    if not value:
        return None
    number = int(str(value))
    if not 0 < number <= LARGEST_ID:
        raise ValueError(value)
    return number


def is_sensible(day: date) -> bool:
    """Say whether a day or moment is one that the school can meet, in whatever time zone."""
    return FIRST_YEAR <= day.year <= LAST_YEAR


def sensible_day(_form: Any, field: Field) -> None:
    """Refuse slips of the keyboard: a year of three or five digits."""
    if field.data and not is_sensible(field.data):
        raise ValidationError(gettext(CHECK_YEAR))
