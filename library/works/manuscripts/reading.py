"""From a file of any kind to its manuscript. Reads what strangers made: run it behind walls."""

from collections.abc import Callable

from library.works.manuscripts import epub, pdf, texts, word
from library.works.manuscripts.files import checked_suffix
from library.works.manuscripts.manuscript import Head, Manuscript, Written, entitled

Tell = Callable[[float], None]


def nobody_asks(_share: float) -> None:
    """Stand for those who watch."""


def read_manuscript(file_name: str, content: bytes, tell: Tell = nobody_asks) -> Manuscript:
    """Return the manuscript in a file; `tell` hears the share of it that was read."""
    suffix = checked_suffix(file_name, content)
    return entitled(file_name, *_read(suffix, content, tell))


def _read(suffix: str, content: bytes, tell: Tell) -> tuple[Head, list[Written]]:
    if suffix == ".docx":
        return word.read_word(content)
    if suffix == ".epub":
        return epub.read_epub(content)
    if suffix == ".pdf":
        return Head(), pdf.read_pdf(content, tell)
    return texts.read_text(suffix, content)
