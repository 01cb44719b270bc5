"""Draw the pages of a PDF and find its words: `python -I draw.py source folder most_pages`.

A program of its own, because a crafted file may bring the PDF engine down or make it run for
ever. Says one line of JSON for each page; what it refuses, it names on the last line of stderr.

Each page becomes two pictures: one to read, and a finer one of twice the size for looking closely.
A word is [x, y, width, height, text, gap]: its box in shares of the page from the upper left, and
what stands between it and the next one (nothing, a space, a new line).
"""

import ctypes
import json
import sys
import unicodedata
from pathlib import Path
from typing import Any

import pypdfium2  # type: ignore[import-untyped]
from pypdfium2 import raw

WIDTH = 1280
FINER = 2
HIGHEST = 4 * WIDTH  # a poster-like strip is shown smaller
QUALITY = 82
FINE_QUALITY = 74
MOST_WORDS = 5000
LONGEST_WORD = 200
WIDE_GAP = 1.0  # of a line's height: further apart are two columns
NOWHERE = (0.0, 0.0, 0.0, 0.0)
DEVICE = 100_000  # the page as the engine measures it for us
LOOKALIKES = ((0x2E80, 0x2FDF), (0xF900, 0xFAFF))  # forms of Chinese characters that fonts mix up


def main(source: str, folder: Path, most: int) -> None:
    document = _opened(source)
    if len(document) > most:
        sys.exit("pages")
    if len(document) == 0:
        sys.exit("empty")
    for number, page in enumerate(document, start=1):
        told = {"n": number, "of": len(document), **_pictures(page, folder, number)}
        print(json.dumps({**told, "words": words_of(page)}), flush=True)  # noqa: T201
        page.close()


def _opened(source: str) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(source)
    except pypdfium2.PdfiumError as error:
        sys.exit("password" if "password" in str(error).lower() else f"broken: {error}")


def _pictures(page: Any, folder: Path, number: int) -> dict[str, object]:
    width, height = page.get_size()
    scale = min(WIDTH / max(width, 1), HIGHEST / max(height, 1))
    fine = page.render(scale=FINER * scale).to_pil().convert("RGB")
    plain = fine.reduce(FINER)
    names = {"file": f"page-{number}.jpg", "fine": f"page-{number}-fine.jpg"}
    plain.save(folder / names["file"], quality=QUALITY, optimize=True, progressive=True)
    fine.save(folder / names["fine"], quality=FINE_QUALITY, progressive=True)
    return {**names, "width": plain.width, "height": plain.height}


def words_of(page: Any) -> list[list[Any]]:
    text = page.get_textpage()
    letters = [_letter(text, at) for at in range(text.count_chars())]
    found = [[*_share(page, word), word.text, word.gap] for word in _words(letters)]
    text.close()
    return found[:MOST_WORDS]


class Letter:
    """A character and its box in the page's own units; a space has none."""

    def __init__(self, text: str, box: tuple[float, ...]) -> None:
        self.text = text
        self.left, self.bottom, self.right, self.top = box

    @property
    def box(self) -> tuple[float, ...]:
        return self.left, self.bottom, self.right, self.top

    @property
    def height(self) -> float:
        return self.top - self.bottom


class Word(Letter):
    """Letters that stand together in a line."""

    gap = ""

    def goes_on_with(self, letter: Letter) -> bool:
        """Say whether the letter stands in the word's line, close enough to belong to it."""
        is_level = self.bottom < (letter.top + letter.bottom) / 2 < self.top
        is_near = abs(letter.left - self.right) <= WIDE_GAP * max(letter.height, self.height)
        return not self.gap and is_level and is_near and len(self.text) < LONGEST_WORD

    def end(self, space: str) -> None:
        self.gap = "\n" if space in "\r\n" else self.gap or " "

    def take(self, letter: Letter) -> None:
        self.text += letter.text
        self.left, self.bottom = min(self.left, letter.left), min(self.bottom, letter.bottom)
        self.right, self.top = max(self.right, letter.right), max(self.top, letter.top)


def _letter(text: Any, at: int) -> Letter:
    letter = _readable(raw.FPDFText_GetUnicode(text.raw, at))
    is_seen = letter.strip() and not letter.isspace()
    return Letter(letter, text.get_charbox(at, loose=True) if is_seen else NOWHERE)


def _readable(code: int) -> str:
    letter = chr(code)
    if any(first <= code <= last for first, last in LOOKALIKES):
        return unicodedata.normalize("NFKC", letter)
    if letter.isspace():
        return letter
    return letter if letter.isprintable() else ""


def _words(letters: list[Letter]) -> list[Word]:
    words = [Word("", NOWHERE)]  # before the first
    for letter in letters:
        if letter.text.isspace():
            words[-1].end(letter.text)
        elif letter.height <= 0:
            continue
        elif words[-1].goes_on_with(letter):
            words[-1].take(letter)
        else:
            words.append(Word(letter.text, letter.box))
    return words[1:]


def _share(page: Any, word: Word) -> tuple[float, ...]:
    """Return x, y, width and height, the page's turn and crop accounted for."""
    one, other = _on_device(page, word.left, word.top), _on_device(page, word.right, word.bottom)
    x, y = min(one[0], other[0]), min(one[1], other[1])
    return tuple(
        round(min(max(measure / DEVICE, 0.0), 1.0), 4)
        for measure in (x, y, abs(one[0] - other[0]), abs(one[1] - other[1]))
    )


def _on_device(page: Any, x: float, y: float) -> tuple[int, int]:
    across, down = ctypes.c_int(), ctypes.c_int()
    raw.FPDF_PageToDevice(page.raw, 0, 0, DEVICE, DEVICE, 0, x, y, across, down)
    return across.value, down.value


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
