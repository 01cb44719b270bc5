"""What kind of file this is, by its first bytes and never by its name."""

from pathlib import Path

from lms.errors import Refusal, Unsupported
from media.assets.models import Kind

HEAD = 1024
PDF = b"%PDF-"
OFFICE = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
PICTURES = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8")

EMPTY = "文件是空的（0 字节）。请重新选择文件上传。"


def kind_of(source: Path) -> Kind:
    """Return what the file may be; the probe or the PDF engine have the last word."""
    with source.open("rb") as file:
        head = file.read(HEAD)
    if not head:
        raise Refusal(EMPTY)
    if PDF in head:
        return Kind.document
    if head.startswith(OFFICE):
        raise Unsupported("暂不支持 Word、PPT 等 Office 文件或压缩包。请导出为 PDF 后上传。")
    if head.startswith(PICTURES):
        raise Unsupported("这是一张图片。请上传视频（MP4、MOV、MKV）或 PDF 课件。")
    return Kind.video
