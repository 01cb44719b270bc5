"""PDF with text: lines put together to paragraphs again, over the ends of pages, too.

What a PDF holds is where characters stand. A paragraph begins where a line is set in, or where the
one before it ended early; what stands at the edge of several pages alike is not of the text.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from statistics import median, quantiles
from typing import NamedTuple

from library.works.manuscripts.manuscript import Written
from library.works.manuscripts.pdf_lines import pages_of
from library.works.manuscripts.plain import NUMBERED
from lms.errors import Invalid

LEAST_ON_A_PAGE = 10  # characters, on the average: less is a stamp on scanned pages
LIKE_EDGES = 3  # pages on which a line stands at the same height: a running head or foot
EDGES = 2  # lines at the top and at the bottom of a page that may be such
INDENT, SHORT, GAP = 1.2, 3.0, 2.6  # of a character's size
HEADING, LONGEST_HEADING, LEVELS = 1.15, 60, 3
PAGE_NUMBER = re.compile(
    r"[-—–·\s第]*[0-9０-９ivxlcIVXLC]{1,5}\s*页?([/／共\s]+\d+\s*页?)?[-—–·\s]*"
)
DIGITS = re.compile(r"\d+")
LATIN_END, LATIN_START = re.compile(r"[A-Za-z0-9,.;:)]$"), re.compile(r"[A-Za-z0-9(]")


class Line(NamedTuple):
    page: int
    left: float
    right: float
    bottom: float
    size: float
    text: str


def read_pdf(content: bytes, tell: Callable[[float], None]) -> list[Written]:
    pages = [[Line(number, *line) for line in lines] for number, lines in pages_of(content, tell)]
    characters = sum(len(line.text) for page in pages for line in page)
    if characters < LEAST_ON_A_PAGE * max(len(pages), 1):
        raise Invalid(
            "这个 PDF 只有页面图片，没有可以提取的文字。请先做文字识别，或上传 DOCX、TXT 文件。"
        )
    running = _running(pages)
    return list(_chapters([line for page in pages for line in _without_edges(page, running)]))


def _edges(page: list[Line]) -> list[Line]:
    in_height = sorted(page, key=lambda line: line.bottom)
    return in_height[:EDGES] + in_height[EDGES:][-EDGES:]


def _look(line: Line) -> tuple[str, int]:
    return DIGITS.sub("0", "".join(line.text.split())), round(line.bottom / 4)


def _running(pages: list[list[Line]]) -> set[tuple[str, int]]:
    """Return how the heads and feet look that run through the pages."""
    seen = Counter(look for page in pages for look in {_look(line) for line in _edges(page)})
    return {look for look, count in seen.items() if count >= LIKE_EDGES}


def _without_edges(page: list[Line], running: set[tuple[str, int]]) -> list[Line]:
    dropped = {
        line for line in _edges(page) if PAGE_NUMBER.fullmatch(line.text) or _look(line) in running
    }
    return [line for line in page if line not in dropped]


def _chapters(lines: list[Line]) -> Iterator[Written]:
    usual = median(line.size for line in lines for _character in line.text)
    sizes = sorted({line.size for line in lines if _is_large(line, usual)}, reverse=True)
    levels = {size: min(level, LEVELS) for level, size in enumerate(sizes, 1)}
    chapter = Written()
    for together in _together(lines):
        text = _joined(line.text for line in together)
        level = levels.get(together[0].size, 0) if _is_large(together[0], usual) else 0
        level = level or int(not levels and NUMBERED.match(text) is not None)
        if level:
            yield chapter
            chapter = Written(text, level)
        else:
            chapter.add(text, together[0].page)
    yield chapter


def _is_large(line: Line, usual: float) -> bool:
    return line.size > HEADING * usual and len(line.text) <= LONGEST_HEADING


def _together(lines: list[Line]) -> Iterator[list[Line]]:
    """Yield the lines of each paragraph, or of each heading."""
    pages = groupby(lines, key=lambda line: line.page)
    margins = {page: _margins(list(of_page)) for page, of_page in pages}
    together: list[Line] = []
    for line in lines:
        if together and _is_new(line, together, margins):
            yield together
            together = []
        together.append(line)
    if together:
        yield together


def _margins(lines: list[Line]) -> tuple[float, float]:
    """Return where most lines of a page begin and end, indents and short lines left aside."""
    lefts, rights = [line.left for line in lines], [line.right for line in lines]
    if len(lines) == 1:
        return lefts[0], rights[0]
    return quantiles(lefts, n=10)[0], quantiles(rights, n=10)[-1]


def _is_new(line: Line, together: list[Line], margins: dict[int, tuple[float, float]]) -> bool:
    last, size = together[-1], max(line.size, 1)
    left, _right = margins[line.page]
    _left, right = margins[last.page]
    is_far = line.page == last.page and last.bottom - line.bottom > GAP * size
    return (
        abs(line.size - last.size) > 1
        or line.left > left + INDENT * size
        or last.right < right - SHORT * size
        or is_far
    )


def _joined(texts: Iterable[str]) -> str:
    whole = ""
    for text in texts:
        if whole.endswith("-") and text[:1].islower():
            whole = whole[:-1] + text
        elif LATIN_END.search(whole) and LATIN_START.match(text):
            whole += f" {text}"
        else:
            whole += text
    return whole
