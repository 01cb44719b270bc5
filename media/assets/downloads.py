"""Sending what is to be kept as a file: never shown in the page, whatever it calls itself."""

from collections.abc import Iterator
from urllib.parse import quote

from flask import Response

from lms.storage import Blobs
from media.assets.services import clean_name

CHUNK = 1024 * 1024
KIND = "application/octet-stream"
UNKNOWN = "download"  # for clients that cannot read the real name


def attachment(blobs: Blobs, blob: str, filename: str) -> Response:
    """Answer with an original as it was brought."""
    length = blobs.size(blob)
    answer = Response(_pieces(blobs, blob, length), mimetype=KIND)
    answer.content_length = length
    return to_keep(answer, filename)


def text_file(text: str, filename: str) -> Response:
    return to_keep(Response(text, content_type="text/plain; charset=utf-8"), filename)


def to_keep(answer: Response, filename: str) -> Response:
    """Make an answer a file of this name, which is cleaned of everything but a name."""
    name = clean_name(filename)
    plain = name if name.isascii() else UNKNOWN
    names = {"filename": plain, "filename*": f"UTF-8''{quote(name, safe='')}"}
    answer.headers.set("Content-Disposition", "attachment", **names)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _pieces(blobs: Blobs, blob: str, length: int) -> Iterator[bytes]:
    for start in range(0, length, CHUNK):
        yield blobs.open_range(blob, start, CHUNK)
