"""Sending an original to be kept as a file: never shown in the page, whatever it calls itself."""

from collections.abc import Iterator

from flask import Response

from lms.storage import Blobs
from media.assets.services import clean_name

CHUNK = 1024 * 1024
KIND = "application/octet-stream"


def attachment(blobs: Blobs, blob: str, filename: str) -> Response:
    length = blobs.size(blob)
    answer = Response(_pieces(blobs, blob, length), mimetype=KIND)
    answer.content_length = length
    answer.headers.set("Content-Disposition", "attachment", filename=clean_name(filename))
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _pieces(blobs: Blobs, blob: str, length: int) -> Iterator[bytes]:
    for start in range(0, length, CHUNK):
        yield blobs.open_range(blob, start, CHUNK)
