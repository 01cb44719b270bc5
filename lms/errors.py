"""Refusals: what the house says no to, and in which words.

A refusal carries a message id (Chinese, the source language of the catalogue) and its values;
the words are made at the edge, in the reader's language.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus


class Refusal(Exception):
    """A request we understood and decline. Its message is shown to the user."""

    status = HTTPStatus.BAD_REQUEST

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message)
        self.message = message
        self.values = values

    def __str__(self) -> str:
        return self.message % self.values if self.values else self.message


class NotFound(Refusal):
    """Absent, or not for the one who asks: the two look alike."""

    status = HTTPStatus.NOT_FOUND


class Forbidden(Refusal):
    status = HTTPStatus.FORBIDDEN


class Unauthenticated(Refusal):
    """Nobody is signed in, or the token is not good."""

    status = HTTPStatus.UNAUTHORIZED


class Conflict(Refusal):
    """Right in itself, but not in the present state of things."""

    status = HTTPStatus.CONFLICT


class Gone(Refusal):
    status = HTTPStatus.GONE


class Unsupported(Refusal):
    """A kind of file or body that the school cannot take."""

    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE


class TooLarge(Refusal):
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE


class NoSpace(Refusal):
    """The disk is full: what was stored so far is kept."""

    status = HTTPStatus.INSUFFICIENT_STORAGE


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one field: a message id and its values, as in a Refusal."""

    field: str
    message: str
    values: dict[str, object] | None = None


class Invalid(Refusal):
    """Values that do not fit; each named with its field."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY

    def __init__(
        self,
        message: str = "有内容需要修改。",
        errors: Sequence[FieldError] = (),
        **values: object,
    ) -> None:
        super().__init__(message, **values)
        self.errors = tuple(errors)


class Later(Refusal):
    """Not now: come back after `retry_after` seconds."""

    def __init__(self, message: str, *, retry_after: int, **values: object) -> None:
        super().__init__(message, **values)
        self.retry_after = retry_after


class TooMany(Later):
    status = HTTPStatus.TOO_MANY_REQUESTS


class Unavailable(Later):
    status = HTTPStatus.SERVICE_UNAVAILABLE


def demand(allowed: bool, message: str = "您没有权限进行此操作。") -> None:  # noqa: FBT001
    if not allowed:
        raise Forbidden(message)
