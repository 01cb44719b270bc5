"""Courseware as pictures: pages of a PDF, drawn by a program of its own in narrow bounds."""

import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from lms.errors import Refusal
from lms.sandbox import MIB, Bounds, Broke, Order, TooSlow, Walls, run
from media.encoding.words import Word

DRAW = Path(__file__).with_name("draw.py")
MOST_PAGES = 500
PAGE_SECONDS = 4
LEAST_SECONDS = 60
SILENT_SECONDS = 60  # of one page: a heavy one takes two
LARGEST_PICTURE = 16 * MIB
BROKEN = "PDF 无法打开，可能已损坏或不完整。请重新导出后上传。"
REASONS = {
    "password": "PDF 设有打开密码。请去掉密码后重新上传。",
    "pages": f"课件超过 {MOST_PAGES} 页。请分成几份上传。",
    "empty": "PDF 里没有页面。请重新导出后上传。",
}
TOO_SLOW = "第 %(page)s 页过于复杂，不能生成图片。请简化这一页，或重新导出后上传。"


class Picture(NamedTuple):
    """A page to read, the same twice as large, and its words."""

    file: Path
    fine: Path
    number: int
    width: int
    height: int
    words: list[Word]


@dataclass(slots=True)
class Drawing:
    """What the program has drawn so far, and who hears of it."""

    folder: Path
    tell: Callable[[float], None]
    pictures: list[Picture] = field(default_factory=list)
    share: float = 0.0
    pending: bytes = b""
    heard_at: float = field(default_factory=time.monotonic)

    def hear(self, output: bytes) -> None:
        *lines, self.pending = (self.pending + output).split(b"\n")
        for line in lines:
            told = json.loads(line)
            self.pictures.append(_picture(self.folder, told))
            self.share = told["n"] / told["of"]
            self.heard_at = time.monotonic()

    def beat(self) -> None:
        self.tell(self.share)
        if time.monotonic() - self.heard_at > SILENT_SECONDS:
            raise self.too_slow()

    def too_slow(self) -> Refusal:
        return Refusal(TOO_SLOW, page=len(self.pictures) + 1)


def draw(walls: Walls, folder: Path, tell: Callable[[float], None]) -> list[Picture]:
    """Draw every page of the walls' source into the folder. Raises Refusal in useful words."""
    drawing = Drawing(folder, tell)
    seconds = LEAST_SECONDS + MOST_PAGES * PAGE_SECONDS
    argv = [sys.executable, "-I", str(DRAW), str(walls.source), str(folder), str(MOST_PAGES)]
    bounds = Bounds(cpu=seconds, memory=2048 * MIB, file=LARGEST_PICTURE)
    try:
        run(Order(argv, folder, seconds, bounds, walls), hear=drawing.hear, beat=drawing.beat)
    except TooSlow as late:
        raise drawing.too_slow() from late
    except Broke as broke:
        if broke.is_ended_by_us:
            raise
        if broke.is_killed:  # it fell over its memory, and would again
            raise drawing.too_slow() from broke
        raise Refusal(_reason(broke.words)) from broke
    return drawing.pictures


def _picture(folder: Path, told: dict[str, Any]) -> Picture:
    return Picture(
        file=folder / told["file"],
        fine=folder / told["fine"],
        number=told["n"],
        width=told["width"],
        height=told["height"],
        words=[Word(*word) for word in told["words"]],
    )


def _reason(words: str) -> str:
    last = words.rsplit("\n", 1)[-1]
    return REASONS.get(last, BROKEN)
