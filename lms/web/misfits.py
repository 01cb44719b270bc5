"""What does not fit in a program's request, in the school's words, each with a readable place.

Marshmallow has put the values into its messages by the time we see them, so they are known by
their shape. Places are written as programs write them: `questions.0.max_mark`.
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from lms.web.i18n import gettext

WHOLE: Final = "_schema"  # marshmallow's name for a mistake of no one field
NUMBER: Final = "请填写数字，例如 0.5。"
MOMENT: Final = "请填写带时区的日期和时间，例如 2026-06-30T18:00:00+08:00。"
OBJECT: Final = "这里应是一个对象：{名称: 值}。"
FORMAT: Final = "格式不对，请检查。"

# What stands in braces is a value; one of several choices may hold spaces.
WORDS: Final = {
    "Missing data for required field.": "请填写此项。",
    "Field may not be null.": "此项不能为空（null）。",
    "Unknown field.": "没有这一项，请核对名称或删去。",
    "Invalid input type.": OBJECT,
    "Invalid type.": OBJECT,
    "Not a valid mapping type.": OBJECT,
    "Not a valid list.": "这里应是一个列表。",
    "Not a valid string.": "这里应是文字。",
    "Not a valid utf-8 string.": "这里应是文字。",
    "Not a valid boolean.": "请填写 true 或 false。",
    "Not a valid integer.": "请填写整数。",
    "Not a valid number.": NUMBER,
    "Special numeric values (nan or infinity) are not permitted.": NUMBER,
    "Number too large.": "这个数太大了。",
    "Not a valid date.": "请填写日期，例如 2026-06-30。",
    "Not a valid datetime.": MOMENT,
    "Not a valid aware datetime.": MOMENT,
    "Not a valid file.": "请选择一个文件。",
    "Must be one of: {choices}.": "请从这些值中选择：%(choices)s。",
    "Must be greater than or equal to {min}.": "请填写不小于 %(min)s 的数。",
    "Must be greater than {min}.": "请填写大于 %(min)s 的数。",
    "Must be less than or equal to {max}.": "请填写不大于 %(max)s 的数。",
    "Must be less than {max}.": "请填写小于 %(max)s 的数。",
    "Must be greater than or equal to {min} and less than or equal to {max}.": (
        "请填写 %(min)s 到 %(max)s 之间的数。"
    ),
    "Must be greater than {min} and less than or equal to {max}.": (
        "请填写大于 %(min)s、不大于 %(max)s 的数。"
    ),
    "Must be greater than or equal to {min} and less than {max}.": (
        "请填写不小于 %(min)s、小于 %(max)s 的数。"
    ),
    "Shorter than minimum length {min}.": "长度至少为 %(min)s。",
    "Longer than maximum length {max}.": "长度最多为 %(max)s，请缩短。",
    "Length must be between {min} and {max}.": "长度应为 %(min)s 到 %(max)s。",
    "Length must be {equal}.": "长度应为 %(equal)s。",
    "String does not match expected pattern.": FORMAT,
    "Invalid input.": FORMAT,
    "Invalid value.": FORMAT,
}


class Shape(NamedTuple):
    """What a message looks like, and what we say for it."""

    looks: re.Pattern[str]
    words: str


def _shape(message: str, words: str) -> Shape:
    looks = re.sub(r"\\{(\w+)\\}", r"(?P<\1>\\S+)", re.escape(message))
    return Shape(re.compile(looks.replace(r"(?P<choices>\S+)", "(?P<choices>.+)")), words)


SHAPES: Final = [_shape(message, words) for message, words in WORDS.items()]


def misfits(messages: object, place: str = "") -> Iterator[dict[str, str]]:
    """Flatten {name or number: {...} or [message, ...]}, as it is said of a body, by field."""
    if isinstance(messages, dict):
        for name, said in messages.items():
            yield from misfits(said, place if name == WHOLE else _inside(place, name))
    else:
        said = messages if isinstance(messages, list) else [messages]
        yield {"field": place, "message": " ".join(_in_words(str(one)) for one in said)}


def _inside(place: str, name: object) -> str:
    return f"{place}.{name}" if place else str(name)


def _in_words(message: str) -> str:
    """Say a message; what is of our own making is looked up as it is."""
    for shape in SHAPES:
        if found := shape.looks.fullmatch(message):
            return gettext(shape.words, **found.groupdict())
    return gettext(message)
