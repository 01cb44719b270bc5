"""What this school can do, given what is installed beside it; what it cannot says why."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Feature:
    """Something that needs a program or file which may be absent.

    `without` says in the school's words what is off then, `remedy` is the exact line to run.
    """

    name: str
    without: str
    is_on: Callable[[], bool]
    remedy: str


class Features:
    """The features of an app: rooms add theirs, a later one of the same name replaces."""

    def __init__(self) -> None:
        self._features: dict[str, Feature] = {}

    def add(self, *features: Feature) -> None:
        self._features |= {feature.name: feature for feature in features}

    def off(self) -> list[Feature]:
        return [feature for feature in self._features.values() if not feature.is_on()]
