"""Which kind of file this is, by its name and by what it really holds."""

from dataclasses import replace
from pathlib import PurePath

from library.works.manuscripts import epub, marked, pdf, plain, word
from library.works.manuscripts.head import split_head
from library.works.manuscripts.manuscript import Head, Manuscript, Written, cleaned, composed
from lms.decoding import decode_text
from lms.errors import Invalid, TooLarge, Unsupported

SUFFIXES = (".txt", ".md", ".markdown", ".docx", ".pdf", ".epub")
MARKDOWN = {".md", ".markdown"}
LONGEST_TITLE = 200
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


def read_manuscript(file_name: str, content: bytes) -> Manuscript:
    """Return the manuscript in a file; refuse with words that say what to do about it."""
    suffix = PurePath(file_name).suffix.lower()
    _check(suffix, content)
    head, chapters = _read(suffix, content)
    title = head.title or _take_title(chapters) or cleaned(PurePath(file_name).stem) or "未命名"
    return composed(replace(head, title=title[:LONGEST_TITLE]), chapters)


def _read(suffix: str, content: bytes) -> tuple[Head, list[Written]]:
    if suffix == ".docx":
        return word.read_word(content)
    if suffix == ".epub":
        return epub.read_epub(content)
    if suffix == ".pdf":
        return Head(), pdf.read_pdf(content)
    text = decode_text(content).replace("\r\n", "\n").replace("\r", "\n")
    head, body = split_head(text)
    room = marked if suffix in MARKDOWN else plain
    return head, list(room.chapters_of(body))


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


def _take_title(chapters: list[Written]) -> str:
    """Take the only heading of the highest level, if it comes first, for the work's title."""
    titled = [chapter for chapter in chapters if chapter.title]
    tops = [chapter for chapter in titled if chapter.level == 1]
    if len(tops) != 1 or tops[0] is not titled[0] or len(titled) == 1:
        return ""
    title, tops[0].title = tops[0].title, ""
    return cleaned(title)
