"""A text as it was written, before it becomes an edition."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from pathlib import PurePath

from lms.errors import Invalid

LONGEST_PARAGRAPH = 20_000  # characters; longer ones are divided at the end of a sentence
LONGEST_TITLE, LONGEST_NAME = 300, 200  # of a chapter, of a work
MOST_PARAGRAPHS = 200_000
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\ufffe\uffff]")
SPACES = re.compile(r"[ \t\u00a0\u3000\u2000-\u200b]+")
SENTENCE_END = "。！？；…"


@dataclass(frozen=True, slots=True)
class Head:
    """What a file says about its work; empty where it says nothing."""

    title: str = ""
    author: str = ""
    era: str = ""
    kind: str = ""
    dated: str = ""
    language: str = ""
    source: str = ""
    rights: str = ""
    slug: str = ""
    is_sample: bool = False


@dataclass(slots=True)
class Written:
    """A chapter: the text under one heading, or before the first.

    `pages` says on which page of the printed original each paragraph begins; empty: unknown.
    """

    title: str = ""
    level: int = 1
    paragraphs: list[str] = field(default_factory=list)
    pages: list[int | None] = field(default_factory=list)

    def add(self, paragraph: str, page: int | None) -> None:
        self.paragraphs.append(paragraph)
        self.pages.append(page)


@dataclass(frozen=True, slots=True)
class Manuscript:
    head: Head
    chapters: tuple[Written, ...]

    @property
    def paragraphs(self) -> Iterator[str]:
        return (paragraph for chapter in self.chapters for paragraph in chapter.paragraphs)

    @property
    def pages(self) -> Iterator[int | None]:
        for chapter in self.chapters:
            yield from chapter.pages or [None] * len(chapter.paragraphs)

    @property
    def characters(self) -> int:
        return sum(map(len, self.paragraphs))

    @property
    def count(self) -> int:
        return sum(len(chapter.paragraphs) for chapter in self.chapters)

    def digest(self) -> str:
        """Return what tells two texts apart, whatever files they came in."""
        digest = hashlib.sha256()
        for chapter in self.chapters:
            lines = [f"{chapter.level} {chapter.title}", *chapter.paragraphs]
            digest.update("\n".join(lines).encode() + b"\x00")
        return digest.hexdigest()


def cleaned(text: str) -> str:
    """Return one paragraph without control characters and idle spaces."""
    return SPACES.sub(" ", CONTROL.sub("", text)).strip()


def composed(head: Head, chapters: Iterable[Written]) -> Manuscript:
    """Make a manuscript of what was read; refuse one without text.

    A heading directly above another, with no text between, becomes the beginning of its title.
    """
    kept: list[Written] = []
    waiting = ""
    for chapter in chapters:
        title = " ".join(filter(None, [waiting, cleaned(chapter.title)]))[:LONGEST_TITLE]
        whole = _whole(title, chapter)
        waiting = "" if whole.paragraphs else title
        if whole.paragraphs:
            kept.append(whole)
    manuscript = Manuscript(head, tuple(kept))
    if not kept:
        raise Invalid("文件里没有正文。请检查文件后重试。")
    if manuscript.count > MOST_PARAGRAPHS:
        raise Invalid("正文超过 %(most)s 段，请分成几个文件导入。", most=MOST_PARAGRAPHS)
    return manuscript


def _whole(title: str, chapter: Written) -> Written:
    """Return the chapter with its paragraphs cleaned, the long ones divided."""
    whole = Written(title, chapter.level)
    for text, page in zip_longest(chapter.paragraphs, chapter.pages):
        for part in _divided(cleaned(text)):
            whole.add(part, page)
    return whole


def _divided(paragraph: str) -> Iterator[str]:
    while len(paragraph) > LONGEST_PARAGRAPH:
        piece = paragraph[:LONGEST_PARAGRAPH]
        end = max(piece.rfind(mark) for mark in SENTENCE_END) + 1 or LONGEST_PARAGRAPH
        yield piece[:end]
        paragraph = paragraph[end:].lstrip()
    if paragraph:
        yield paragraph


def entitled(file_name: str, head: Head, chapters: list[Written]) -> Manuscript:
    """Compose what was read of a file, named by its head, its only great heading or its file."""
    title = head.title or _take_title(chapters) or cleaned(PurePath(file_name).stem) or "未命名"
    return composed(replace(head, title=title[:LONGEST_NAME]), chapters)


def _take_title(chapters: list[Written]) -> str:
    """Take the only heading of the highest level, if it comes first, for the work's title."""
    titled = [chapter for chapter in chapters if chapter.title]
    tops = [chapter for chapter in titled if chapter.level == 1]
    if len(tops) != 1 or tops[0] is not titled[0] or len(titled) == 1:
        return ""
    title, tops[0].title = tops[0].title, ""
    return cleaned(title)
