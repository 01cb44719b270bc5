"""Courseware as pictures: pages of a PDF, drawn by a program of its own in narrow bounds."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from lms.errors import Refusal
from media.encoding.supervisor import MIB, Bounds, Broke, Order, run
from media.encoding.walls import Walls

DRAW = Path(__file__).with_name("draw.py")
MOST_PAGES = 500
PAGE_SECONDS = 4
LEAST_SECONDS = 60
LARGEST_PICTURE = 16 * MIB
BROKEN = "PDF 无法打开，可能已损坏或不完整。请重新导出后上传。"
REASONS = {
    "password": "PDF 设有打开密码。请去掉密码后重新上传。",
    "pages": f"PDF 超过 {MOST_PAGES} 页。请分成几份上传。",
    "empty": "PDF 里没有页面。请重新导出后上传。",
}


class Picture(NamedTuple):
    file: Path
    number: int
    width: int
    height: int


def draw(walls: Walls, folder: Path, hear: Callable[[float], None]) -> list[Picture]:
    """Draw every page of the walls' source into the folder. Raises Refusal in useful words."""
    drawn: list[Picture] = []
    share = 0.0
    pending = b""

    def _hear(output: bytes) -> None:
        nonlocal pending, share
        *lines, pending = (pending + output).split(b"\n")
        for line in lines:
            told = json.loads(line)
            drawn.append(Picture(folder / told["file"], told["n"], told["width"], told["height"]))
            share = told["n"] / told["of"]

    seconds = LEAST_SECONDS + MOST_PAGES * PAGE_SECONDS
    argv = [sys.executable, "-I", str(DRAW), str(walls.source), str(folder), str(MOST_PAGES)]
    bounds = Bounds(cpu=seconds, memory=2048 * MIB, file=LARGEST_PICTURE)
    try:
        run(Order(argv, folder, seconds, bounds, walls), hear=_hear, beat=lambda: hear(share))
    except Broke as broke:
        if broke.is_killed:
            raise
        raise Refusal(_reason(broke.words)) from broke
    return drawn


def _reason(words: str) -> str:
    last = words.rsplit("\n", 1)[-1]
    return REASONS.get(last, BROKEN)
