"""EPUB: the texts of its spine in their order, and what its package says about the book."""

import posixpath
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from lxml import etree

from library.works.manuscripts.manuscript import Head, Written, cleaned
from library.works.manuscripts.package import Package, opened
from lms.errors import Invalid

CONTAINER, ENCRYPTION = "META-INF/container.xml", "META-INF/encryption.xml"
DC = "{http://purl.org/dc/elements/1.1/}"
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
    names = [name for name in _spine(book, posixpath.dirname(path)) if name in package.names]
    if set(names) & _locked(package):
        raise Invalid("这本 EPUB 有加密保护，不能导入。请向版权方索取没有加密的文件。")
    chapters = [chapter for name in names for chapter in _chapters(package.html(name))]
    return _head(book), chapters


def _spine(book: etree._Element, folder: str) -> Iterator[str]:
    """Yield the names of the texts in reading order, the table of contents left out."""
    items = {item.get("id"): item for item in book.iterfind("{*}manifest/{*}item")}
    for reference in book.iterfind("{*}spine/{*}itemref"):
        item = items.get(reference.get("idref"))
        if item is not None and _is_text(item) and reference.get("linear") != "no":
            yield posixpath.normpath(posixpath.join(folder, unquote(item.get("href", ""))))


def _is_text(item: etree._Element) -> bool:
    return item.get("media-type") in TEXTS and "nav" not in item.get("properties", "").split()


def _locked(package: Package) -> set[str]:
    if ENCRYPTION not in package.names:
        return set()
    references = package.xml(ENCRYPTION).iterfind(".//{*}CipherReference")
    return {unquote(reference.get("URI", "")) for reference in references}


def _head(book: etree._Element) -> Head:
    def _said(tag: str, longest: int) -> str:
        return cleaned(book.findtext(f".//{DC}{tag}") or "")[:longest]

    return Head(
        title=_said("title", 200),
        author=_said("creator", 120),
        source=_said("publisher", 300),
        rights=_said("rights", 300),
    )


def _chapters(root: etree._Element) -> Iterator[Written]:
    chapter = Written()
    for level, text in _blocks(root):
        if level:
            yield chapter
            chapter = Written(text, level)
        else:
            chapter.paragraphs.append(text)
    yield chapter


def _blocks(root: etree._Element) -> Iterator[tuple[int, str]]:
    """Yield the texts of a page, each with its level when it is a heading (0: it is not)."""
    words = ""
    for token in _tokens(root):
        if isinstance(token, str):
            words += token
            continue
        if text := cleaned(" ".join(words.split())):
            yield token, text
        words = ""


def _tokens(root: etree._Element) -> Iterator[str | int]:
    """Yield words, and where a block begins or ends the level of the heading that ends there."""
    walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, element in walk:
        name = _name(element)
        if event == "start" and name in UNREAD:
            walk.skip_subtree()
            continue
        if name in BLOCKS:
            yield HEADINGS.get(name, 0) if event == "end" else 0
        yield (element.text if event == "start" else element.tail) or ""


def _name(element: Any) -> str:
    return etree.QName(element).localname.lower() if isinstance(element.tag, str) else ""
