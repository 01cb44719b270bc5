"""The words of a page with their places, and how they are searched."""

import unicodedata
from collections.abc import Iterable
from typing import NamedTuple


class Word(NamedTuple):
    """A word (in Chinese mostly a whole line) and its box, in shares of the page from above left.

    `gap` stands between it and the next: nothing, a space or a new line.
    """

    x: float
    y: float
    width: float
    height: float
    text: str
    gap: str


def fold(text: str) -> str:
    """Return what is compared in a search: without white space, full width or capitals."""
    return "".join(unicodedata.normalize("NFKC", text).lower().split())


def searchable(words: Iterable[Word]) -> str:
    """Return a page's text for searching; words that a line's end cut in two are whole again."""
    return fold("".join(word.text for word in words))
