"""What a GIFT file says, before the school judges it."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from quizzes.interchange.drafts import Remark


class TextFormat(StrEnum):
    moodle = "moodle"
    html = "html"
    markdown = "markdown"
    plain = "plain"


class GiftKind(StrEnum):
    category = "category"
    description = "description"
    essay = "essay"
    numerical = "numerical"
    matching = "matching"
    choice = "choice"
    true_false = "true_false"
    short_answer = "short_answer"


@dataclass(frozen=True, slots=True)
class Text:
    format: TextFormat
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """An answer of a list: `=` is right, `~` is not, a weight in percent says how much it earns."""

    is_right: bool
    weight: Decimal | None
    text: Text
    feedback: Text | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """The lines of one item, with the number and tags that the comment before it gives."""

    line: int
    text: str
    id: str | None = None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What stands between the braces. A blank in the middle of the stem is the writer's wish."""

    kind: GiftKind
    choices: tuple[Choice, ...] = ()
    is_true: bool | None = None
    true_feedback: Text | None = None
    false_feedback: Text | None = None
    global_feedback: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftItem:
    """One item; with a `fault` where it cannot be read."""

    block: Block
    title: str | None = None
    stem: Text
    has_blank: bool = False
    answers: Answers
    fault: Remark | None = None

    @property
    def kind(self) -> GiftKind:
        return self.answers.kind
