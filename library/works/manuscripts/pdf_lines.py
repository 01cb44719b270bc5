"""Tell the lines of a PDF's text: `python -I pdf_lines.py < file`.

A program of its own, because a crafted file may bring the PDF engine down, make it run for ever or
take all memory. Says one line of JSON for each page, [page number, [[left, right, bottom, size,
text], ...]]; what it refuses, it names on the last line of stderr.
"""

import json
import resource
import sys
from typing import Any

import pypdfium2  # type: ignore[import-untyped]
from pypdfium2 import raw

CPU_SECONDS, MEMORY = 60, 1 << 30
MOST_PAGES = 3_000
LINE_ENDS = "\r\n"
HYPHEN = "\x02"  # how the engine tells one that it takes for a break within a word


def main() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    document = _opened(sys.stdin.buffer.read())
    if len(document) > MOST_PAGES:
        sys.exit("pages")
    for number, page in enumerate(document):
        label = document.get_page_label(number)
        printed = int(label) if label.isascii() and label.isdecimal() else number + 1
        print(json.dumps([printed, lines_of(page)]), flush=True)  # noqa: T201
        page.close()


def _opened(content: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        sys.exit("password" if "password" in str(error).lower() else "broken")


def lines_of(page: Any) -> list[list[Any]]:
    text = page.get_textpage()
    lines, first = [], 0
    count = text.count_chars()
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


if __name__ == "__main__":
    main()
