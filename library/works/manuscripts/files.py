"""Which files may be brought, by their names and by how they begin."""

from pathlib import PurePath

from lms.errors import Invalid, TooLarge, Unsupported

SUFFIXES = (".txt", ".md", ".markdown", ".docx", ".pdf", ".epub")
LARGEST_FILE = 32 * 1024 * 1024
# what a file begins with by its suffix; what none of these begins with is text
MAGIC = {".docx": b"PK\x03\x04", ".epub": b"PK\x03\x04", ".pdf": b"%PDF-"}
FOREIGN = {
    b"\xd0\xcf\x11\xe0": "DOC",
    b"{\\rtf": "RTF",
    b"\xff\xd8\xff": "JPEG",
    b"\x89PNG": "PNG",
    b"GIF8": "GIF",
}


def checked_suffix(file_name: str, content: bytes) -> str:
    """Return the suffix of a file that may be read; refuse with words that say what to do."""
    suffix = PurePath(file_name).suffix.lower()
    _check(suffix, content)
    return suffix


def _check(suffix: str, content: bytes) -> None:
    if suffix not in SUFFIXES:
        raise Unsupported("不支持这种文件。请上传 TXT、Markdown、DOCX、PDF 或 EPUB 文件。")
    if not content:
        raise Invalid("文件是空的（0 字节）。请检查文件后重新上传。")
    if len(content) > LARGEST_FILE:
        raise TooLarge("文件超过 32 MB。请分成几个文件导入。")
    foreign = next((name for magic, name in FOREIGN.items() if content.startswith(magic)), None)
    if foreign:
        raise Unsupported(
            "文件内容是 %(kind)s，与扩展名不符。请上传 TXT、Markdown、DOCX、PDF 或 EPUB 文件。",
            kind=foreign,
        )
    begins = next((magic for magic in MAGIC.values() if content.startswith(magic)), None)
    if begins != MAGIC.get(suffix):
        raise Unsupported("文件内容与扩展名不符。请用原来的程序另存后重新上传。")
