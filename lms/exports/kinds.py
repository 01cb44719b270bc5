"""Which files can be made, told by the rooms that make them."""

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple, cast

from sqlalchemy.orm import Session

from lms.config import Config
from lms.exports.models import Export, Format
from lms.people.actor import Actor

NAME = "lms.exports"


class Making(NamedTuple):
    """A file that is being made: for whom, what was ordered, and when.

    `tell` hears how much is done, of one; None: it goes on.
    """

    session: Session
    actor: Actor
    export: Export
    settings: Config
    tell: Callable[[float | None], None]

    @property
    def format(self) -> Format:
        return Format(self.export.format)

    @property
    def at(self) -> datetime:
        return self.export.created_at

    def beat(self) -> None:
        self.tell(None)


class Kind(NamedTuple):
    """A kind of file.

    `demand` refuses whoever may no longer have what they ordered; `way_back` is the address of
    the page that shows what the file holds, from the parameters of an order. `pages` is where the
    files of this kind are fetched: see `lms.exports.views.add_pages`.
    """

    label: Any  # lazy words
    make: Callable[[Making, Path], None]
    demand: Callable[[Session, Actor, Export], None]
    way_back: Callable[[Mapping[str, Any]], str]
    pages: str


class Kinds(dict[str, Kind]):
    """The kinds of files by their names."""


def kinds_of(app: Any) -> Kinds:
    return cast("Kinds", app.extensions[NAME])
