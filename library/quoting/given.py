"""What somebody pasted to have it checked, freed from what is not part of the quotation."""

import re
from dataclasses import dataclass
from typing import Self

from lms.errors import FieldError, Invalid

SHORTEST, LONGEST = 4, 800
MOST_PIECES = 12
QUOTES = {"“": "”", "‘": "’", "「": "」", "『": "』", '"': '"', "'": "'"}
# “原文”（某甲：《文章》，1941 年 3 月，第 6 段。）, as the library itself copies it
SOURCE_NOTE = re.compile(r"(?<=[”’」』\"'])\s*[（(][^（）()]*《[^（）()]*[）)][。.]?$")
ELLIPSIS = re.compile(r"[（(\[【［]?\s*(?:…+|⋯+|\.{3,}|。{2,}|．{3,})\s*[）)\]】］]?")
WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Given:
    """A quotation in the pieces between its ellipses."""

    pieces: tuple[str, ...]

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises Invalid when there is too little to tell, or too much at once."""
        bare = _unquoted(text)
        length = len(WORD.findall(bare))
        if length < SHORTEST:
            raise _unfit("请至少输入 %(least)s 个字。", least=SHORTEST)
        if length > LONGEST:
            raise _unfit("引文不能超过 %(most)s 字，请分段查证。", most=LONGEST)
        pieces = tuple(piece for piece in map(str.strip, ELLIPSIS.split(bare)) if piece)
        if len(pieces) > MOST_PIECES:
            raise _unfit("引文中的省略号太多，请分段查证。")
        return cls(pieces)

    @property
    def length(self) -> int:
        return sum(map(len, self.pieces))


def _unfit(message: str, **values: object) -> Invalid:
    return Invalid(message, errors=[FieldError("text", message, values)], **values)


def _unquoted(text: str) -> str:
    """Take off the source noted behind it, and quotation marks that belong to the quoting text."""
    bare = SOURCE_NOTE.sub("", text.strip()).strip()
    while len(bare) > 1 and _closing(bare) == len(bare) - 1:
        bare = bare[1:-1].strip()
    return bare


def _closing(text: str) -> int:
    """Return where the quotation mark is closed that opens the text; -1 if none does."""
    opening, closing = text[0], QUOTES.get(text[0], "")
    if not closing or opening == closing:
        return text.find(closing, 1) if closing else -1
    depth = 0
    for at, character in enumerate(text):
        depth += (character == opening) - (character == closing)
        if depth == 0:
            return at
    return -1
