"""A place in a work as GB/T 7714-2015 wants it written."""

from typing import Protocol

from lms.web.i18n import gettext as _

BOOKS = {"小说", "专著", "著作", "图书", "文集", "笔记"}
STANDARDS = {"标准", "制度", "规程"}


class Cited(Protocol):
    """What is known of a work: the row itself, or one of a list."""

    @property
    def title(self) -> str: ...
    @property
    def author(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def dated(self) -> str: ...
    @property
    def era(self) -> str: ...


def gbt7714(work: Cited, first: int, last: int | None = None, page: int | None = None) -> str:
    """Return 某甲. 文章[Z]. 1941 年 3 月: 第 6 段. Where the page is known, it and the passage."""
    place = _passages(first, last or first)
    if page:
        place = _("%(page)s（%(place)s）", page=page, place=place)
    when = work.dated or work.era
    named = [work.author, f"{work.title}[{_mark(work.kind)}]"]
    return ". ".join(filter(None, [*named, f"{when}: {place}" if when else place])) + "."


def _passages(first: int, last: int) -> str:
    if first == last:
        return _("第 %(n)s 段", n=first)
    return _("第 %(first)s–%(last)s 段", first=first, last=last)


def _mark(kind: str) -> str:
    if kind in BOOKS:
        return "M"
    return "S" if kind in STANDARDS else "Z"
