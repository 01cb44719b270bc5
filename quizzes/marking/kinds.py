"""The kinds of question that the school can mark, and what a right answer is."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    single = "single"
    multiple = "multiple"
    true_false = "true_false"
    short_answer = "short_answer"


TRUE, FALSE = "true", "false"
TRUTHS = (TRUE, FALSE)  # the option ids of every true/false question


class Partial(StrEnum):
    """What a multiple choice earns that is right but not complete. A wrong option earns nothing."""

    nothing = "nothing"
    share = "share"


@dataclass(frozen=True, slots=True)
class Key:
    """What is right: option ids, or for a short answer every text that is accepted."""

    kind: Kind
    right: frozenset[str]
