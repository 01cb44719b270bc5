"""Who makes words of a letter: each kind has a composer, hung on the app by its room.

A composer gets letters of its kind by the batch and says of each what becomes of it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from sqlalchemy.orm import Session

from lms.config import Config
from lms.mail.delivery import Taken

NAME = "mail.composers"


@dataclass(frozen=True, slots=True)
class Words:
    """What a letter says: a pair of templates under `mail/` (.txt and .html) and their values."""

    subject: str
    template: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Hold:
    """Not now: the reader wants quiet."""

    until: datetime


@dataclass(frozen=True, slots=True)
class Drop:
    """Not any more: what it tells has gone."""

    why: str


Outcome = Words | Hold | Drop
Composer = Callable[[Session, Config, Sequence[Taken]], Mapping[int, Outcome]]


def composers_of(app: Any) -> dict[str, Composer]:
    return cast("dict[str, Composer]", app.extensions[NAME])
