"""Reading a file that somebody brought: in a program of its own, behind walls and in bounds."""

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

from library.works.manuscripts.manuscript import Head, Manuscript, Written
from lms.errors import Invalid, Refusal, TooLarge, Unsupported
from lms.sandbox import APART, MIB, Bounds, Broke, Order, TooSlow, Walls, run, work_folder

PROGRAM = "library.works.manuscripts.program"
LONGEST_SECONDS = 120
AT_ONCE_SECONDS, LARGEST_AT_ONCE = 2, 2 * MIB  # while somebody waits for the page
DESKS = BoundedSemaphore(2)  # of one process: more at once would keep its other pages waiting
MEMORY, LARGEST_WRITTEN, LARGEST_TOLD = 1024 * MIB, MIB, 256 * MIB
PROCESSES = 16
KINDS = {kind.__name__: kind for kind in (Invalid, TooLarge, Unsupported)}

SLOW = "读取这个文件用时过长，已停止。请分成几个文件导入。"
BROKEN = "这个文件已损坏或过于复杂，不能读取。请用原来的程序另存后重新上传。"

Tell = Callable[[float], None]


@dataclass(slots=True)
class Told:
    """What the program has said so far."""

    tell: Tell
    share: float = 0.0
    refused: Refusal | None = None
    head: Head = field(default_factory=Head)
    chapters: list[Written] = field(default_factory=list)
    pending: bytearray = field(default_factory=bytearray)
    length: int = 0

    def hear(self, output: bytes) -> None:
        self.length += len(output)
        if self.length > LARGEST_TOLD:
            raise TooLarge(SLOW)
        self.pending += output
        if b"\n" in output:
            *lines, rest = self.pending.split(b"\n")
            self.pending = rest
            for line in lines:
                self._take(json.loads(line))

    def beat(self) -> None:
        self.tell(self.share)

    def _take(self, told: dict[str, Any]) -> None:
        self.share = told.get("share", self.share)
        if "refused" in told:
            kind, message, values = told["refused"]
            self.refused = KINDS.get(kind, Invalid)(message, **values)
        if "head" in told:
            self.head = Head(**told["head"])
        if "chapter" in told:
            self.chapters.append(Written(**told["chapter"]))

    def manuscript(self) -> Manuscript:
        if self.refused:
            raise self.refused
        return Manuscript(self.head, tuple(self.chapters))


def read_apart(source: Path, file_name: str, data_dir: Path, tell: Tell) -> Manuscript:
    """Return the manuscript in a file. Raises Refusal; what `tell` raises ends the reading."""
    try:
        return _read(source, file_name, data_dir, LONGEST_SECONDS, tell)
    except TooSlow as slow:
        raise TooLarge(SLOW) from slow


def read_at_once(content: bytes, file_name: str, data_dir: Path) -> Manuscript | None:
    """Return the manuscript in a file if that takes no longer than somebody waits for a page."""
    if len(content) > LARGEST_AT_ONCE or not DESKS.acquire(blocking=False):
        return None
    try:
        with work_folder(data_dir, "upload") as folder:
            source = folder / "file"
            source.write_bytes(content)
            return _read(source, file_name, data_dir, AT_ONCE_SECONDS, _nobody_watches)
    except TooSlow:
        return None
    finally:
        DESKS.release()


def _nobody_watches(_share: float) -> None:
    """Stand for those who are told."""


def _read(source: Path, file_name: str, data_dir: Path, seconds: int, tell: Tell) -> Manuscript:
    told = Told(tell)
    bounds = Bounds(seconds, MEMORY, LARGEST_WRITTEN, processes=PROCESSES)
    walls = Walls(data_dir.absolute(), source.absolute())
    with work_folder(data_dir, "reading") as folder:
        argv = [sys.executable, "-I", str(APART), PROGRAM, str(source.absolute()), file_name]
        try:
            run(Order(argv, folder, seconds, bounds, walls), hear=told.hear, beat=told.beat)
        except TooSlow:
            raise
        except Broke as broke:
            if broke.is_ended_by_us:  # by the limit on its processor time, or for its memory
                raise TooSlow(broke.status, broke.words) from broke
            raise Invalid(BROKEN) from broke
    return told.manuscript()
