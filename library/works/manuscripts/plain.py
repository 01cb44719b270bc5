"""Plain text: one paragraph a line, `# ` before a heading.

A file without such headings may have lines like 第三章 or 第十二回 in their place.
"""

import re
from collections.abc import Callable, Iterator

from library.works.manuscripts.manuscript import Written

MARKED = re.compile(r"(#{1,6})\s+(.+)")
NUMBERED = re.compile(
    r"第[0-9０-９〇零一二三四五六七八九十百千]{1,8}[卷编篇章回节讲](?:\s.{0,40}|[^，。；]{0,20})$"
)
Heading = tuple[str, int]


def chapters_of(text: str) -> Iterator[Written]:
    lines = [line.strip() for line in text.split("\n")]
    heading = _marked if any(map(_marked, lines)) else _numbered
    yield from _divided(lines, heading)


def _divided(lines: list[str], heading: Callable[[str], Heading | None]) -> Iterator[Written]:
    chapter = Written()
    for line in lines:
        found = heading(line)
        if found:
            yield chapter
            chapter = Written(*found)
        elif line:
            chapter.paragraphs.append(line)
    yield chapter


def _marked(line: str) -> Heading | None:
    match = MARKED.fullmatch(line)
    if match is None:
        return None
    title = match[2].strip().rstrip("#").strip()
    # files cut by a program number their chapters from 0: such a number says nothing
    return ("" if title.isdecimal() else title, len(match[1]))


def _numbered(line: str) -> Heading | None:
    return (line, 1) if NUMBERED.match(line) else None
