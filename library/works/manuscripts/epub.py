"""EPUB: the texts of its spine in their order, in chapters as its table of contents has them.

A book without contents has those that its headings tell.
"""

import posixpath
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from lxml import etree

from library.works.manuscripts.epub_contents import (
    DEEPEST,
    Contents,
    Entry,
    Item,
    contents_of,
)
from library.works.manuscripts.epub_head import head_of
from library.works.manuscripts.manuscript import Head, Written, cleaned
from library.works.manuscripts.package import Package, opened
from lms.errors import Invalid

CONTAINER, ENCRYPTION = "META-INF/container.xml", "META-INF/encryption.xml"
TEXTS = {"application/xhtml+xml", "text/html", "application/x-dtbook+xml"}
HEADINGS = {f"h{level}": level for level in range(1, 7)}
# text that does not stand in these runs on with its neighbours
BLOCKS = {
    *HEADINGS, "p", "div", "li", "dt", "dd", "blockquote", "pre", "section", "article", "td", "th",
    "tr", "body", "br", "hr", "figcaption", "aside", "header", "footer",
}  # fmt: skip
UNREAD = {"head", "script", "style", "rt", "rp", "nav", "svg", "math"}


def read_epub(content: bytes) -> tuple[Head, list[Written]]:
    with opened("EPUB", content) as package:
        return _read(package)


def _read(package: Package) -> tuple[Head, list[Written]]:
    if CONTAINER not in package.names:
        raise Invalid("这不是 EPUB 电子书。请检查文件后重新上传。")
    files = package.xml(CONTAINER).iterfind(".//{*}rootfile")
    path = next((file.get("full-path", "") for file in files), "")
    book = package.xml(path)
    items = _items(book, posixpath.dirname(path))
    names = [name for name in _spine(book, items) if name in package.names]
    if set(names) & _locked(package):
        raise Invalid("这本 EPUB 有加密保护，不能导入。请向版权方索取没有加密的文件。")
    contents = contents_of(package, list(items.values()))
    pages = _blocks_of_all(package, names, contents)
    return head_of(book), list(_chapters(pages, has_contents=bool(contents)))


def _items(book: etree._Element, folder: str) -> dict[str, Item]:
    return {
        item.get("id", ""): Item(
            posixpath.normpath(posixpath.join(folder, unquote(item.get("href", "")))),
            item.get("media-type", ""),
            frozenset(item.get("properties", "").split()),
        )
        for item in book.iterfind("{*}manifest/{*}item")
    }


def _spine(book: etree._Element, items: dict[str, Item]) -> Iterator[str]:
    """Yield the names of the texts in reading order, pages of contents left out."""
    guide = book.iterfind("{*}guide/{*}reference")
    listed = tuple(unquote(one.get("href", "")) for one in guide if one.get("type") == "toc")
    for reference in book.iterfind("{*}spine/{*}itemref"):
        item = items.get(reference.get("idref", ""))
        is_read = item is not None and _is_text(item) and reference.get("linear") != "no"
        if item and is_read and not item.name.endswith(listed):
            yield item.name


def _is_text(item: Item) -> bool:
    return item.media_type in TEXTS and "nav" not in item.properties


def _locked(package: Package) -> set[str]:
    if ENCRYPTION not in package.names:
        return set()
    references = package.xml(ENCRYPTION).iterfind(".//{*}CipherReference")
    return {unquote(reference.get("URI", "")) for reference in references}


Block = tuple[int, str] | Entry
"""A text with its level as a heading (0: it is none), or a place at which a chapter begins."""


def _chapters(blocks: Iterator[Block], *, has_contents: bool) -> Iterator[Written]:
    chapter, entry = Written(), Entry("", 0)
    for block in blocks:
        if isinstance(block, Entry):
            yield chapter
            entry = block
            chapter = Written(entry.title, entry.level)
            continue
        level, text = block
        if not level:
            chapter.paragraphs.append(text)
        elif _is_said_again(text, chapter):
            chapter.title = max(chapter.title, text, key=len)
        else:
            yield chapter
            chapter = Written(text, min(entry.level + 1, DEEPEST) if has_contents else level)
    yield chapter


def _is_said_again(heading: str, chapter: Written) -> bool:
    """Say whether a heading is the title that the contents have just given."""
    one, other = ("".join(words.split()) for words in (heading, chapter.title))
    return bool(other) and not chapter.paragraphs and (one in other or other in one)


def _blocks_of_all(package: Package, names: list[str], contents: Contents) -> Iterator[Block]:
    for name in names:
        entries = contents.get(name, {})
        if first := entries.get("") or (None if contents else Entry("", 1)):
            yield first
        yield from _blocks(package.html(name), entries)


def _blocks(root: etree._Element, entries: dict[str, Entry]) -> Iterator[Block]:
    words = ""
    for token in _tokens(root, entries):
        if isinstance(token, str):
            words += token
            continue
        if text := cleaned(" ".join(words.split())):
            yield (0 if isinstance(token, Entry) else token), text
        words = ""
        if isinstance(token, Entry):
            yield token


def _tokens(root: etree._Element, entries: dict[str, Entry]) -> Iterator[str | int | Entry]:
    """Yield words, where a chapter begins, and where a block begins or ends.

    Where it ends that is the level of the heading that it was.
    """
    walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, element in walk:
        name = _name(element)
        if event == "start" and name in UNREAD:
            walk.skip_subtree()
            continue
        if event == "start" and (entry := entries.get(element.get("id", ""))) and element.get("id"):
            yield entry
        if name in BLOCKS:
            yield HEADINGS.get(name, 0) if event == "end" else 0
        yield (element.text if event == "start" else element.tail) or ""


def _name(element: Any) -> str:
    return etree.QName(element).localname.lower() if isinstance(element.tag, str) else ""
