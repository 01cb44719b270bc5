"""Markdown: its headings and the plain words of its blocks."""

from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

from library.works.manuscripts.manuscript import Written

PARSER = MarkdownIt("js-default", {"html": False})
BREAKS = {"softbreak", "hardbreak"}


def chapters_of(text: str) -> Iterator[Written]:
    chapter = Written()
    level = 0
    for token in PARSER.parse(text):
        if token.type == "heading_open":
            level = int(token.tag[1:])
        elif token.type == "inline" and level:
            yield chapter
            chapter = Written(_words(token), level)
            level = 0
        elif token.type in {"inline", "fence", "code_block"}:
            chapter.paragraphs.extend(_paragraphs(token))
    yield chapter


def _paragraphs(token: Token) -> list[str]:
    if token.type == "inline":
        return [_words(token)]
    return token.content.splitlines()


def _words(token: Token) -> str:
    """Return the words of a line of text without its markup; a picture is what stands for it."""
    return "".join(" " if child.type in BREAKS else child.content for child in token.children or ())
