"""Set a document as PDF from a source in typst and what it is filled with."""

import json
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from threading import BoundedSemaphore
from typing import Final, NamedTuple

from lms.errors import Unavailable
from lms.fonts import cjk_fonts
from lms.sandbox import Bounds, Order, nothing, run

FAMILIES: Final = ("Noto Serif CJK SC", "Noto Sans CJK SC", "Noto Sans SC")  # the first there is
PROGRAM = Path(__file__).with_name("program.py")
MOST_SECONDS = 300
PATIENCE_SECONDS = 10
FONT_SECONDS = 600
PRESSES = BoundedSemaphore(2)  # of one process: each takes a processor and 100 MB while it works


class Manuscript(NamedTuple):
    """A document to set: its source, what fills it in (JSON), and the moment it is dated at."""

    source: Path
    content: Mapping[str, object]
    at: datetime


def has_fonts(data_dir: Path) -> bool:
    return cjk_fonts(data_dir) is not None


def typeset(manuscript: Manuscript, data_dir: Path, beat: Callable[[], None] = nothing) -> bytes:
    """Return the document as PDF. Refuses while no font with Chinese glyphs is there."""
    fonts = cjk_fonts(data_dir)
    if fonts is None:
        raise Unavailable(
            "服务器还没有汉字字体，暂时不能生成 PDF。字体由后台任务获取，请十分钟后再试。",
            retry_after=FONT_SECONDS,
        )
    with _press(), tempfile.TemporaryDirectory(prefix="print-", dir=data_dir) as name:
        folder = Path(name).absolute()
        order = folder / "order.json"
        target = folder / "document.pdf"
        order.write_text(json.dumps(_order(manuscript, fonts, target)), "utf-8")
        argv = [sys.executable, "-I", str(PROGRAM), str(order)]
        run(Order(argv, folder, MOST_SECONDS, Bounds(cpu=MOST_SECONDS)), beat=beat)
        return target.read_bytes()


def _order(manuscript: Manuscript, fonts: Path, target: Path) -> dict[str, object]:
    content = {**manuscript.content, "families": FAMILIES}
    return {
        "source": str(manuscript.source),
        "output": str(target),
        "fonts": [str(fonts.absolute())],
        "content": json.dumps(content, ensure_ascii=False),
        "timestamp": int(manuscript.at.timestamp()),
    }


@contextmanager
def _press() -> Iterator[None]:
    """Take a press; a crowd is asked to come back rather than to wait without end."""
    if not PRESSES.acquire(timeout=PATIENCE_SECONDS):
        raise Unavailable("正在生成的文件较多，请稍后再试。", retry_after=PATIENCE_SECONDS)
    try:
        yield
    finally:
        PRESSES.release()
