"""What kind of file this is, by its first bytes and never by its name.

Only of what is to be taken along, and not shown here, the name has to say the same: on the
learner's machine it decides what opens the file.
"""

import re
from enum import StrEnum
from pathlib import Path, PurePath
from typing import Final

from lms.errors import Refusal, Unsupported
from media.assets.models import Kind

HEAD = 1024
PDF = b"%PDF-"
OFFICE = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # zip archives, OLE compound files
FILES: Final = {
    re.compile(rb"\xff\xd8\xff"): {"jpg", "jpeg"},
    re.compile(rb"\x89PNG\r\n\x1a\n"): {"png"},
    re.compile(rb"GIF8[79]a"): {"gif"},
    re.compile(rb"RIFF....WEBP", re.DOTALL): {"webp"},
    re.compile(rb"ID3|\xff[\xf2\xf3\xfa\xfb]"): {"mp3"},
    re.compile(rb"....ftypM4[AB] ", re.DOTALL): {"m4a", "m4b"},
}
TEXTS: Final = {"txt", "csv"}
SHEETS: Final = {"xlsx", "xls", "ods"}

EMPTY = "文件是空的（0 字节）。请重新选择文件上传。"
MISNAMED = "文件的内容与扩展名不符。请把扩展名改为 %(suffixes)s 后重新上传。"


class Content(StrEnum):
    """How a file has to be treated; a plain one is stored and given out as it is."""

    film = "film"
    pdf = "pdf"
    office = "office"
    plain = "plain"
    text = "text"

    @property
    def kind(self) -> Kind:
        return KINDS.get(self, Kind.document)


KINDS: Final = {
    Content.film: Kind.video,
    Content.plain: Kind.file,
    Content.text: Kind.file,
}


def content_of(source: Path, filename: str = "") -> Content:
    """Return what the file may be; the probe and the PDF and office engines have the last word."""
    with source.open("rb") as file:
        head = file.read(HEAD)
    if not head:
        raise Refusal(EMPTY)
    if head.startswith(OFFICE):
        return Content.office
    if PDF in head:
        return Content.pdf
    for begins, suffixes in FILES.items():
        if begins.match(head):
            refuse_misnamed(filename, suffixes)
            return Content.plain
    return Content.text if suffix_of(filename) in TEXTS else Content.film


def refuse_misnamed(filename: str, suffixes: set[str]) -> None:
    if suffix_of(filename) not in suffixes:
        raise Unsupported(MISNAMED, suffixes=" / ".join(f".{one}" for one in sorted(suffixes)))


def suffix_of(filename: str) -> str:
    return PurePath(filename).suffix.lower().removeprefix(".")
