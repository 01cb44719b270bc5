"""What the tus 1.0 protocol says in headers, read and written as plain values."""

from base64 import b64decode
from binascii import Error as NotBase64

from lms.errors import Refusal
from media.assets.receiving import ALGORITHMS

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,expiration,checksum,termination"
BODY = "application/offset+octet-stream"
CHECKSUM_MISMATCH = "460 Checksum Mismatch"
LARGEST_NUMBER = 2**53
MOST_DIGITS = len(str(LARGEST_NUMBER))


def abilities(largest: int) -> dict[str, str]:
    return {
        "Tus-Resumable": VERSION,
        "Tus-Version": VERSION,
        "Tus-Extension": EXTENSIONS,
        "Tus-Max-Size": str(largest),
        "Tus-Checksum-Algorithm": ",".join(ALGORITHMS),
    }


def number(header: str | None, name: str) -> int:
    """Return a header's number of bytes. Raises Refusal naming the header."""
    text = header or ""
    is_number = text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS
    if not is_number or int(text) > LARGEST_NUMBER:
        raise Refusal("请求头 %(name)s 应为字节数。", name=name)
    return int(text)


def metadata(header: str) -> dict[str, str]:
    """Read `filename 5L2g..., filetype dmlk...`. Raises Refusal."""
    pairs = (item.strip().partition(" ") for item in header.split(",") if item.strip())
    return {key: _decoded(value) for key, _, value in pairs}


def _decoded(value: str) -> str:
    try:
        return b64decode(value, validate=True).decode("utf-8")
    except (NotBase64, ValueError) as error:
        raise Refusal("Upload-Metadata 不是有效的 Base64 或 UTF-8。") from error
