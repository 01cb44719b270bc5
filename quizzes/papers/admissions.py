"""Whom a higher floor lets sit a quiz that is only given out."""

from collections.abc import Callable
from typing import Any, cast

from sqlalchemy import ColumnElement, false, or_

from lms.people import Actor

NAME = "quizzes.admissions"

Admission = Callable[[Actor], ColumnElement[bool]]


class Admissions(list[Admission]):
    """The conditions over Quiz under which somebody is admitted; without any, nobody is."""

    def admit(self, actor: Actor) -> ColumnElement[bool]:
        return or_(false(), *(admission(actor) for admission in self))


def install(app: Any) -> None:
    app.extensions[NAME] = Admissions()


def admissions_of(app: Any) -> Admissions:
    return cast("Admissions", app.extensions[NAME])
