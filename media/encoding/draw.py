"""Draw the pages of a PDF: `python -I draw.py source folder most_pages`.

A program of its own, because a crafted file may bring the PDF engine down or make it run for
ever. Says one line of JSON for each page; what it refuses, it names on the last line of stderr.
"""

import json
import sys
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]

WIDTH = 1280
HIGHEST = 4 * WIDTH  # a poster-like strip is shown smaller
QUALITY = 82


def main(source: str, folder: Path, most: int) -> None:
    document = _opened(source)
    if len(document) > most:
        sys.exit("pages")
    if len(document) == 0:
        sys.exit("empty")
    for number, page in enumerate(document, start=1):
        width, height = page.get_size()
        scale = min(WIDTH / max(width, 1), HIGHEST / max(height, 1))
        picture = page.render(scale=scale).to_pil().convert("RGB")
        name = f"page-{number}.jpg"
        picture.save(folder / name, quality=QUALITY, optimize=True, progressive=True)
        told = {"n": number, "of": len(document), "file": name}
        print(json.dumps({**told, "width": picture.width, "height": picture.height}), flush=True)  # noqa: T201
        page.close()


def _opened(source: str) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(source)
    except pypdfium2.PdfiumError as error:
        sys.exit("password" if "password" in str(error).lower() else f"broken: {error}")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
