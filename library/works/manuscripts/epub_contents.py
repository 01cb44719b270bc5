"""The table of contents of an EPUB: the navigation document of EPUB 3, else the NCX of EPUB 2."""

import posixpath
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import unquote

from lxml import etree

from library.works.manuscripts.manuscript import cleaned
from library.works.manuscripts.package import Package

TYPE = "{http://www.idpf.org/2007/ops}type"
NCX = "application/x-dtbncx+xml"
DEEPEST = 6


class Item(NamedTuple):
    """A file of the book, as its package lists it."""

    name: str
    media_type: str
    properties: frozenset[str]


class Entry(NamedTuple):
    """A chapter as the contents call it."""

    title: str
    level: int


class Line(NamedTuple):
    """A line of the contents: its entry, and the address that it leads to, if to any."""

    entry: Entry
    address: str


Contents = dict[str, dict[str, Entry]]
"""The entries of each file by the element at which they begin; "" is the file's beginning."""


def contents_of(package: Package, items: list[Item]) -> Contents:
    """Return what the contents say; nothing when the book has none that lead anywhere."""
    navigation = next((item for item in items if "nav" in item.properties), None)
    ncx = next((item for item in items if item.media_type == NCX), None)
    contents: Contents = {}
    if navigation and navigation.name in package.names:
        contents = _placed(navigation.name, _nav_lines(package.html(navigation.name)))
    if not contents and ncx and ncx.name in package.names:
        contents = _placed(ncx.name, _ncx_lines(package.xml(ncx.name)))
    return contents


def _placed(source: str, lines: Iterator[Line]) -> Contents:
    """Put the entries where they lead. One that leads nowhere begins the title of the next."""
    contents: defaultdict[str, dict[str, Entry]] = defaultdict(dict)
    waiting = ""
    for entry, address in lines:
        title = f"{waiting} {entry.title}".strip()
        waiting = ""
        if address:
            path, _mark, fragment = unquote(address).partition("#")
            name = posixpath.normpath(posixpath.join(posixpath.dirname(source), path))
            contents[name if path else source].setdefault(fragment, Entry(title, entry.level))
        else:
            waiting = title
    return dict(contents)


def _nav_lines(root: etree._Element) -> Iterator[Line]:
    lists = list(root.iterfind(".//{*}nav"))
    named = [nav for nav in lists if "toc" in nav.get(TYPE, "").split()]
    for nav in (named or lists)[:1]:
        for top in nav.iterfind("{*}ol"):
            yield from _list_lines(top, 1)


def _list_lines(ordered: etree._Element, level: int) -> Iterator[Line]:
    for item in ordered.iterfind("{*}li"):
        label = next((child for child in item if _is_label(child)), None)
        if label is not None:
            title = cleaned(" ".join("".join(label.itertext()).split()))
            yield Line(Entry(title, level), label.get("href", ""))
        for deeper in item.iterfind("{*}ol"):
            yield from _list_lines(deeper, min(level + 1, DEEPEST))


def _is_label(element: etree._Element) -> bool:
    is_tag = isinstance(element.tag, str)
    return is_tag and etree.QName(element).localname in {"a", "span"}


def _ncx_lines(root: etree._Element) -> Iterator[Line]:
    for points in root.iterfind("{*}navMap"):
        yield from _point_lines(points, 1)


def _point_lines(above: etree._Element, level: int) -> Iterator[Line]:
    for point in above.iterfind("{*}navPoint"):
        title = cleaned(point.findtext("{*}navLabel/{*}text") or "")
        content = point.find("{*}content")
        yield Line(Entry(title, level), "" if content is None else content.get("src", ""))
        yield from _point_lines(point, min(level + 1, DEEPEST))
