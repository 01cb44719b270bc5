"""Notes as a text file: under each work its name, then the passages with what was noted."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from library.notes.queries import Kept
from lms.web.i18n import gettext as _


def as_text(notes: Iterable[Kept]) -> str:
    return "\n".join(_lines(notes)) + "\n"


def _lines(notes: Iterable[Kept]) -> Iterator[str]:
    for work, of_work in groupby(notes, key=_work):
        yield work
        yield ""
        for note in of_work:
            yield _place(note)
            yield note.text
            yield ""


def _work(note: Kept) -> str:
    named = _("《%(title)s》", title=note.work)
    return f"{note.author}　{named}" if note.author else named


def _place(note: Kept) -> str:
    if note.n is None:
        return _("[此段已不在现行版本中]")
    return _("[第 %(n)s 段] %(opening)s", n=note.n, opening=note.opening)
