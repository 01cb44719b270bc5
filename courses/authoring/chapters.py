"""The chapters of a film as trainers write them: a line for each, "4:30 三会一课"."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from unicodedata import normalize

from courses.authoring.drafts import LONGEST_CHAPTER, MOST_CHAPTERS, Chapter
from lms.errors import FieldError, Invalid

TIME = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):([0-5]\d)")


def read_chapters(text: str) -> list[Chapter]:
    """Return the chapters in order. Raises Invalid naming the line that cannot be read."""
    lines = enumerate(text.splitlines(), start=1)
    chapters = [_chapter(number, line.strip()) for number, line in lines if line.strip()]
    refuse_unfit(chapters)
    return chapters


def refuse_unfit(chapters: Sequence[Chapter]) -> None:
    """Raise Invalid unless the chapters come one after the other."""
    errors = [*_unfit(chapters)]
    if errors:
        raise Invalid(errors=errors[:1])


def _unfit(chapters: Sequence[Chapter]) -> Iterator[FieldError]:
    if len(chapters) > MOST_CHAPTERS:
        yield _wrong("章节最多 %(most)s 个。", most=MOST_CHAPTERS)
    for before, after in pairwise(chapters):
        if after.at_s <= before.at_s:
            yield _wrong("章节“%(title)s”的时间应晚于前一个。", title=after.title)
    for chapter in chapters:
        if len(chapter.title) > LONGEST_CHAPTER:
            yield _wrong("章节标题不超过 %(most)s 字。", most=LONGEST_CHAPTER)


def _chapter(number: int, line: str) -> Chapter:
    time, *title = line.split(maxsplit=1)
    found = TIME.fullmatch(normalize("NFKC", time))
    if not found or not title:
        raise Invalid(
            errors=[_wrong("第 %(line)s 行应写成“4:30 标题”：时间、空格、标题。", line=number)]
        )
    hours, minutes, seconds = found.groups(default="0")
    return Chapter(int(hours) * 3600 + int(minutes) * 60 + int(seconds), title[0])


def _wrong(message: str, **values: object) -> FieldError:
    return FieldError("chapters", message, dict(values))
