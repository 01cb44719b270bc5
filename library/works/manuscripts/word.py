"""DOCX: paragraphs, headings and properties, read straight from three parts of the package."""

from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from library.works.manuscripts.manuscript import Head, Written, cleaned
from library.works.manuscripts.package import Package, opened
from lms.errors import Invalid

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DC = "{http://purl.org/dc/elements/1.1/}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
BODY, STYLES, PROPERTIES = "word/document.xml", "word/styles.xml", "docProps/core.xml"
DEEPEST_HEADING = 6
LONGEST_TITLE, LONGEST_AUTHOR = 200, 120
HEADING_NAMES = ("heading ", "标题 ")
TITLE_NAMES = {"title", "标题"}
TITLE = -1  # as a level: the title of the whole
LINE_ENDS = {f"{W}br", f"{W}cr"}


def read_word(content: bytes) -> tuple[Head, list[Written]]:
    with opened("DOCX", content) as package:
        return _read(package)


def _read(package: Package) -> tuple[Head, list[Written]]:
    if BODY not in package.names:
        raise Invalid("这不是 DOCX 文档。请用 Word 另存为 .docx 后重试。")
    body = package.xml(BODY)
    levels = _heading_levels(package.xml(STYLES)) if STYLES in package.names else {}
    head = _properties(package.xml(PROPERTIES)) if PROPERTIES in package.names else Head()
    title = " ".join(_titles(body, levels))[:LONGEST_TITLE]
    return replace(head, title=title or head.title), list(_chapters(body, levels))


def _properties(root: etree._Element) -> Head:
    return Head(
        title=cleaned(root.findtext(f"{DC}title") or "")[:LONGEST_TITLE],
        author=cleaned(root.findtext(f"{DC}creator") or "")[:LONGEST_AUTHOR],
    )


def _heading_levels(styles: etree._Element) -> dict[str, int]:
    """Return the level of each style that is a title or heading, by its name or its outline."""
    levels = {}
    for style in styles.iter(f"{W}style"):
        level = _level_of_style(style)
        if level:
            levels[style.get(f"{W}styleId", "")] = level
    return levels


def _level_of_style(style: etree._Element) -> int:
    name = style.find(f"{W}name")
    words = (name.get(f"{W}val", "") if name is not None else "").lower()
    if words in TITLE_NAMES:
        return TITLE
    for beginning in HEADING_NAMES:
        number = words.removeprefix(beginning)
        if number != words and number.isdecimal():
            return min(int(number[:2]), DEEPEST_HEADING)  # of more digits it is too deep anyway
    return _outline_level(style)


def _outline_level(element: etree._Element) -> int:
    level = element.find(f"{W}pPr/{W}outlineLvl")
    value = level.get(f"{W}val", "") if level is not None else ""
    is_digit = len(value) == 1 and value.isdecimal()
    return int(value) + 1 if is_digit and int(value) < DEEPEST_HEADING else 0


def _chapters(body: etree._Element, levels: dict[str, int]) -> Iterator[Written]:
    chapter = Written()
    for paragraph in _paragraphs(body):
        level, lines = _level(paragraph, levels), _lines(paragraph)
        if level > 0 and any(lines):
            yield chapter
            chapter = Written(" ".join(lines), level)
        elif level != TITLE:
            chapter.paragraphs.extend(lines)
    yield chapter


def _titles(body: etree._Element, levels: dict[str, int]) -> list[str]:
    if TITLE not in levels.values():
        return []
    titles = (part for part in _paragraphs(body) if _level(part, levels) == TITLE)
    return [cleaned(line) for title in titles for line in _lines(title)]


def _paragraphs(body: etree._Element) -> Iterator[etree._Element]:
    for paragraph in body.iter(f"{W}p"):
        # what stands in a fallback is said a second time, for older programs
        if next(paragraph.iterancestors(FALLBACK), None) is None:
            yield paragraph


def _level(paragraph: etree._Element, levels: dict[str, int]) -> int:
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    named = levels.get(style.get(f"{W}val", ""), 0) if style is not None else 0
    return named or _outline_level(paragraph)


def _lines(paragraph: etree._Element) -> list[str]:
    """Return the paragraph's text, divided where a line was broken by hand."""
    words = []
    for piece in paragraph.iter(f"{W}t", f"{W}tab", *LINE_ENDS):
        if piece.tag == f"{W}t":
            words.append(piece.text or "")
        else:
            words.append("\n" if piece.tag in LINE_ENDS else " ")
    return "".join(words).split("\n")
