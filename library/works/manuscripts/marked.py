"""Markdown: its headings and the plain words of its blocks."""

from collections.abc import Iterator
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from library.works.manuscripts.manuscript import Written

PARSER = MarkdownIt("js-default", {"html": False})
BLOCKS = MarkdownIt("js-default", {"html": False}).disable("inline")
LONGEST_MARKED = 10_000  # of one paragraph: brackets take the square of their number
BREAKS = {"softbreak", "hardbreak"}


def chapters_of(text: str) -> Iterator[Written]:
    chapter, level = Written(), 0
    references: dict[str, Any] = {}  # where links lead, as lines anywhere in the text may say
    for token in BLOCKS.parse(text, references):
        if token.type == "heading_open":
            level = int(token.tag[1:])
        elif token.type == "inline" and level:
            yield chapter
            chapter = Written(_words(token, references), level)
            level = 0
        elif token.type in {"inline", "fence", "code_block"}:
            chapter.paragraphs.extend(_paragraphs(token, references))
    yield chapter


def _paragraphs(token: Token, references: dict[str, Any]) -> list[str]:
    if token.type == "inline":
        return [_words(token, references)]
    return token.content.splitlines()


def _words(token: Token, references: dict[str, Any]) -> str:
    """Return the words of a line of text without its markup; a picture is what stands for it."""
    if len(token.content) > LONGEST_MARKED:
        return token.content
    (line,) = PARSER.parseInline(token.content, references)
    return "".join(" " if child.type in BREAKS else child.content for child in line.children or ())
