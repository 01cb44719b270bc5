"""What people would be in the middle of: higher floors say how to count it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, cast

from sqlalchemy.orm import Session

NAME = "maintenance.interruptions"

# How many timed sittings and the like, running now, would still run at a moment.
Interruption = Callable[[Session, datetime], int]


def install(app: Any) -> None:
    app.extensions[NAME] = []


def interruptions_of(app: Any) -> list[Interruption]:
    return cast("list[Interruption]", app.extensions[NAME])
