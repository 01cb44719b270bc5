"""Notes as a text file: under each lecture its name, then a line for each note with its time."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from courses.catalogue.words import nth
from courses.notes.queries import Kept
from lms.web.filters import clock
from lms.web.i18n import gettext as _


def as_text(notes: Iterable[Kept]) -> str:
    return "\n".join(_lines(notes)) + "\n"


def _lines(notes: Iterable[Kept]) -> Iterator[str]:
    for place, of_lecture in groupby(notes, key=_place):
        yield place
        yield ""
        for note in of_lecture:
            yield f"[{clock(note.at_s)}] {note.text}"
        yield ""


def _place(note: Kept) -> str:
    if note.course is None or note.number is None:
        return _("已退出的课程")
    return _(
        "%(course)s　%(number)s　%(lesson)s",
        course=note.course,
        number=nth(note.number),
        lesson=note.lesson,
    )
