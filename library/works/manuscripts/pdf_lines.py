"""The lines of a PDF's text, and where on their pages they stand."""

from collections.abc import Callable, Iterator
from typing import Any

import pypdfium2  # type: ignore[import-untyped]
from pypdfium2 import raw

from lms.errors import Invalid, TooLarge

MOST_PAGES = 3_000
MOST_CHARACTERS = 100_000  # of a page
LARGEST_NUMBER = 99_999  # of a page
LINE_ENDS = "\r\n"
HYPHEN = "\x02"  # how the engine tells one that it takes for a break within a word


def pages_of(
    content: bytes, tell: Callable[[float], None]
) -> Iterator[tuple[int, list[list[Any]]]]:
    """Yield each page's printed number and its lines: [left, right, bottom, size, text]."""
    document = _opened(content)
    if len(document) > MOST_PAGES:
        raise TooLarge("这个 PDF 超过 %(most)s 页。请分成几个文件导入。", most=MOST_PAGES)
    for number, page in enumerate(_loaded(document)):
        label = document.get_page_label(number)
        printed = int(label) if label.isascii() and label.isdecimal() else number + 1
        yield min(printed, LARGEST_NUMBER), lines_of(page)
        page.close()
        tell((number + 1) / len(document))


def _opened(content: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise Invalid("这个 PDF 有打开密码。请去掉密码后重新上传。") from error
        raise _broken() from error


def _loaded(document: pypdfium2.PdfDocument) -> Iterator[Any]:
    try:
        yield from document
    except pypdfium2.PdfiumError as error:
        raise _broken() from error


def _broken() -> Invalid:
    return Invalid("这个 PDF 文件已损坏，不能读取。请重新导出后上传。")


def lines_of(page: Any) -> list[list[Any]]:
    text = page.get_textpage()
    lines, first = [], 0
    count = min(text.count_chars(), MOST_CHARACTERS)
    letters = [chr(raw.FPDFText_GetUnicode(text.raw, at)) for at in range(count)]
    for at in range(count + 1):
        if at == count or letters[at] in LINE_ENDS:
            if words := "".join(letters[first:at]).replace(HYPHEN, "-").strip():
                lines.append([*_place(text, letters, first, at), words])
            first = at + 1
    text.close()
    return lines


def _place(text: Any, letters: list[str], first: int, stop: int) -> tuple[float, ...]:
    seen = [at for at in range(first, stop) if not letters[at].isspace()]
    left, bottom, *_rest = text.get_charbox(seen[0])
    right = text.get_charbox(seen[-1])[2]
    size = raw.FPDFText_GetFontSize(text.raw, seen[0])
    return round(left, 1), round(right, 1), round(bottom, 1), round(size, 1)
