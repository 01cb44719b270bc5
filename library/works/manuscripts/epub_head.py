"""What the package of an EPUB says about the book."""

import re
from collections.abc import Iterator

from lxml import etree

from library.works.manuscripts.manuscript import Head, cleaned

DC = "{http://purl.org/dc/elements/1.1/}"
OPF = "{http://www.idpf.org/2007/opf}"
DAY = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?(?:T.*)?")
LATER = {"modification", "creation", "conversion"}  # of the file, not of the book
AUTHOR = "aut"


def head_of(book: etree._Element) -> Head:
    return Head(
        title=_title(book)[:200],
        author="、".join(_authors(book))[:120],
        dated=_dated(book)[:60],
        language=_said(book, "language")[:20],
        source=_said(book, "publisher")[:300],
        rights=_said(book, "rights")[:300],
    )


def _title(book: etree._Element) -> str:
    """Return the main title, if the package tells it from others, else the first."""
    titles = list(book.iterfind(f".//{DC}title"))
    main = [title for title in titles if _refined(book, title, "title-type") == "main"]
    return next(map(_words, main or titles), "")


def _authors(book: etree._Element) -> Iterator[str]:
    """Yield who wrote it, translators and the like left out; everybody when nobody is said to."""
    creators = list(book.iterfind(f".//{DC}creator"))
    writers = [one for one in creators if _role(book, one) in {"", AUTHOR}]
    yield from filter(None, map(_words, writers or creators))


def _role(book: etree._Element, creator: etree._Element) -> str:
    return creator.get(f"{OPF}role", "") or _refined(book, creator, "role")


def _dated(book: etree._Element) -> str:
    dates = book.iterfind(f".//{DC}date")
    said = (_words(date) for date in dates if date.get(f"{OPF}event", "") not in LATER)
    return next((_in_words(date) for date in said if date), "")


def _in_words(date: str) -> str:
    match = DAY.fullmatch(date)
    if match is None:
        return date
    parts = zip(match.groups(), ("年", "月", "日"), strict=True)
    return " ".join(f"{int(number)} {unit}" for number, unit in parts if number and int(number))


def _refined(book: etree._Element, element: etree._Element, what: str) -> str:
    """Return what EPUB 3 says of an element elsewhere: <meta refines="#id" property="role">."""
    name = element.get("id", "")
    metas = book.iterfind("{*}metadata/{*}meta") if name else ()
    told = [meta for meta in metas if meta.get("refines") == f"#{name}"]
    return next((_words(meta) for meta in told if meta.get("property") == what), "")


def _said(book: etree._Element, tag: str) -> str:
    element = book.find(f".//{DC}{tag}")
    return "" if element is None else _words(element)


def _words(element: etree._Element) -> str:
    return cleaned(" ".join("".join(element.itertext()).split()))
