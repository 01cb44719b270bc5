"""How pages write numbers, days and moments: one filter for each, in the school's zone."""

import json
import re
from datetime import date, datetime
from decimal import Decimal

from babel.dates import format_date
from flask import Flask

from lms.db import today
from lms.web.devices import device
from lms.web.flask import current_settings
from lms.web.i18n import LANGUAGES, counted, language
from lms.web.i18n import gettext as _

NBSP = "\u00a0"
NUMBER_AND_UNIT = re.compile(r"(?<=\d) (?=[\u4e00-\u9fff])")
KIB = 1024
MINUTE = 60


def unit(number: Decimal | float, word: str) -> str:
    """Write 1286 and 人 as "1,286 人", which never breaks between the two."""
    return f"{number:,}{NBSP}{counted(word, number)}"


def day(value: date | datetime | None) -> str:
    """Write 6 月 12 日; with its year when that is not this one's."""
    if value is None:
        return ""
    local = here(value).date() if isinstance(value, datetime) else value
    is_of_this_year = local.year == today(current_settings().zone).year
    return _short(local) if is_of_this_year else _long(local)


def dated(value: date | datetime) -> str:
    """Write 2026 年 6 月 12 日: what is kept or shown to others needs its year."""
    return _long(here(value).date() if isinstance(value, datetime) else value)


def here(value: datetime) -> datetime:
    """Return a moment as the clocks of the school show it."""
    return value.astimezone(current_settings().zone)


def weekday(value: date) -> str:
    """Write 星期五."""
    return str(format_date(value, "EEEE", LANGUAGES[language()]))


def moment(value: datetime | None) -> str:
    """Write 6 月 12 日 09:30."""
    return "" if value is None else f"{day(value)} {here(value):%H:%M}"


def second(value: datetime | None) -> str:
    """Write 6 月 12 日 09:30:05, where the order of deeds matters."""
    return "" if value is None else f"{day(value)} {here(value):%H:%M:%S}"


def clock(seconds: float) -> str:
    """Write a place in a film or a time left: 14:20, 1:02:03."""
    minutes, rest = divmod(int(seconds), MINUTE)
    hours, minutes = divmod(minutes, MINUTE)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def duration(seconds: float) -> str:
    """Write a length in words: 30 分钟, under a minute 45 秒."""
    if seconds < MINUTE:
        return unit(int(seconds), _("秒"))
    return unit(round(seconds / MINUTE), _("分钟"))


def size(count: float) -> str:
    """Write a number of bytes: 664 MB."""
    for name in ("B", "KB", "MB"):
        if count < KIB:
            return f"{count:.0f}{NBSP}{name}"
        count /= KIB
    return f"{count:.1f}{NBSP}GB"


def percent(part: int, whole: int) -> str:
    """Write a share with one decimal; of nothing there is none."""
    return f"{100 * part / whole:.1f}%" if whole else "—"


def glued(words: str) -> str:
    """Keep a typed "2026 年" on one line."""
    return NUMBER_AND_UNIT.sub(NBSP, words)


def plain(number: Decimal) -> str:
    """Write a decimal without idle zeros: 1, 0.5, 92."""
    return f"{number.normalize():f}"


def told(value: object) -> str:
    """Write a value of JSON as people read it: texts without quotes."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def install(app: Flask) -> None:
    filters = (unit, day, dated, moment, second, clock, duration, size, plain, glued, device, told)
    app.jinja_env.filters.update({written.__name__: written for written in filters})
    app.jinja_env.globals["percent"] = percent


def _short(value: date) -> str:
    if language() == "en":
        return f"{value.day}{NBSP}{value:%b}"
    return f"{value.month}{NBSP}月{NBSP}{value.day}{NBSP}日"


def _long(value: date) -> str:
    if language() == "en":
        return f"{_short(value)}{NBSP}{value.year}"
    return f"{value.year}{NBSP}年{NBSP}{_short(value)}"
