"""Captions: WebVTT and SubRip in, clean WebVTT and typed cues out."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from lms.decoding import decode_text
from lms.errors import FieldError, Invalid

LARGEST = 2 * 1024**2
MOST_CUES = 20_000
LONGEST_CUE = 1000
ARROW = re.compile(r"^\s*(\S+)\s+-->\s+(\S+)(?:\s+.*)?$")
TIME = re.compile(r"^(?:(\d{1,3}):)?([0-5]?\d):([0-5]\d)[.,](\d{1,3})$")
TAG = re.compile(r"<[^<>]*>")
ENTITIES = {"&lt;": "<", "&gt;": ">", "&nbsp;": "\u00a0", "&lrm;": "", "&rlm;": "", "&amp;": "&"}
SKIPPED = ("NOTE", "STYLE", "REGION")


class Cue(NamedTuple):
    """A line of speech, from start to stop in seconds, as plain text."""

    start: float
    stop: float
    text: str


def read(content: bytes) -> list[Cue]:
    """Return the cues of a VTT or SRT file in order. Raises Invalid naming the line at fault."""
    if len(content) > LARGEST:
        raise _wrong("字幕文件超过 2 MB。")
    cues = [cue for number, block in _blocks(_text(content)) if (cue := _cue(number, block))]
    if not cues:
        raise _wrong("字幕文件里没有可用的字幕。请上传 WebVTT（.vtt）或 SRT 文件。")
    if len(cues) > MOST_CUES:
        raise _wrong("字幕超过 %(most)s 条。", most=MOST_CUES)
    return sorted(cues)


def write(cues: Iterable[Cue]) -> str:
    """Return a WebVTT file in which the text can only be text."""
    blocks = [f"{stamp(cue.start)} --> {stamp(cue.stop)}\n{_escaped(cue.text)}" for cue in cues]
    return "\n\n".join(["WEBVTT", *blocks]) + "\n"


def stamp(seconds: float) -> str:
    """Write 3725.5 as 01:02:05.500."""
    whole, thousandths = divmod(round(seconds * 1000), 1000)
    minutes, second = divmod(whole, 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours:02}:{minute:02}:{second:02}.{thousandths:03}"


def _text(content: bytes) -> str:
    try:
        text = decode_text(content)
    except Invalid as error:
        raise _wrong("字幕文件的编码不能识别。请另存为 UTF-8 后重新上传。") from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _blocks(text: str) -> Iterable[tuple[int, list[str]]]:
    """Yield (number of the first line, lines) of each paragraph."""
    block: list[str] = []
    for number, line in enumerate([*text.split("\n"), ""], start=1):
        if line.strip():
            block.append(line)
        elif block:
            yield number - len(block), block
            block = []


def _cue(number: int, block: list[str]) -> Cue | None:
    """Read one paragraph; None for headers, notes and styles."""
    at = next((n for n, line in enumerate(block[:2]) if "-->" in line), None)
    if at is None:
        _refuse_unless_aside(number, block)
        return None
    start, stop = _times(number + at, block[at])
    text = _plain("\n".join(block[at + 1 :]))
    if stop <= start:
        raise _wrong("字幕第 %(line)s 行：结束时间应晚于开始时间。", line=number + at)
    if len(text) > LONGEST_CUE:
        raise _wrong("字幕第 %(line)s 行：一条超过 %(most)s 字。", line=number, most=LONGEST_CUE)
    return Cue(start, stop, text) if text else None


def _refuse_unless_aside(number: int, block: list[str]) -> None:
    """Let the header, notes and styles pass; anything else without times is a mistake."""
    is_header = number == 1 and block[0].startswith("WEBVTT")
    if not is_header and not block[0].startswith(SKIPPED):
        raise _wrong("字幕第 %(line)s 行：缺少时间（如 00:01.000 --> 00:04.000）。", line=number)


def _times(number: int, line: str) -> tuple[float, float]:
    found = ARROW.match(line)
    times = [_seconds(part) for part in found.groups()] if found else [None, None]
    start, stop = times
    if start is None or stop is None:
        raise _wrong("字幕第 %(line)s 行：时间写法不对。", line=number)
    return start, stop


def _seconds(text: str) -> float | None:
    found = TIME.match(text)
    if not found:
        return None
    hours, minutes, seconds, fraction = found.groups(default="0")
    return int(hours) * 3600 + int(minutes) * 60 + int(seconds) + int(fraction.ljust(3, "0")) / 1000


def _plain(text: str) -> str:
    text = TAG.sub("", text)
    for entity, character in ENTITIES.items():
        text = text.replace(entity, character)
    return text.strip()


def _escaped(text: str) -> str:
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return "\n".join(line for line in text.split("\n") if line.strip())


def _wrong(message: str, **values: object) -> Invalid:
    return Invalid(errors=[FieldError("captions", message, dict(values))])
