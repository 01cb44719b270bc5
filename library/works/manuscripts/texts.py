"""Text files: plain ones and Markdown, with or without a head."""

from library.works.manuscripts import marked, plain
from library.works.manuscripts.head import split_head
from library.works.manuscripts.manuscript import Head, Manuscript, Written, entitled
from lms.decoding import decode_text

MARKDOWN = {".md", ".markdown"}


def read_text(suffix: str, content: bytes) -> tuple[Head, list[Written]]:
    text = decode_text(content).replace("\r\n", "\n").replace("\r", "\n")
    head, body = split_head(text)
    room = marked if suffix in MARKDOWN else plain
    return head, list(room.chapters_of(body))


def text_manuscript(file_name: str, suffix: str, content: bytes) -> Manuscript:
    """Return the manuscript in a text of our own, which needs no walls."""
    return entitled(file_name, *read_text(suffix, content))
