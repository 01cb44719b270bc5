"""What kind of file this is, by its first bytes and never by its name."""

from enum import StrEnum
from pathlib import Path

from lms.errors import Refusal, Unsupported
from media.assets.models import Kind

HEAD = 1024
PDF = b"%PDF-"
OFFICE = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # zip archives, OLE compound files
PICTURES = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8")

EMPTY = "文件是空的（0 字节）。请重新选择文件上传。"


class Content(StrEnum):
    """How a file has to be treated."""

    film = "film"
    pdf = "pdf"
    office = "office"

    @property
    def kind(self) -> Kind:
        return Kind.video if self is Content.film else Kind.document


def content_of(source: Path) -> Content:
    """Return what the file may be; the probe and the PDF and office engines have the last word."""
    with source.open("rb") as file:
        head = file.read(HEAD)
    if not head:
        raise Refusal(EMPTY)
    if head.startswith(OFFICE):
        return Content.office
    if PDF in head:
        return Content.pdf
    if head.startswith(PICTURES):
        raise Unsupported("这是一张图片。请上传视频（MP4、MOV、MKV），或 PDF、PPT、Word 课件。")
    return Content.film
