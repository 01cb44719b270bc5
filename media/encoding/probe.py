"""What is in a file, by its content: measured by ffprobe, refused in words a trainer can act on."""

import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

from lms.errors import Refusal, Unsupported
from lms.sandbox import Bounds, Broke, Order, Walls, capture, nothing
from media.encoding.tools import Tools

# Containers, not playlists: a playlist names other files, and ffmpeg would open them.
FORMATS = "mov,matroska,avi,flv,mpegts,mpeg,asf,ogg"
MOST_PIXELS = 4096 * 2304
LONGEST_SECONDS = 6 * 3600
SAFE_INPUT = {
    "protocol_whitelist": "file",
    "format_whitelist": FORMATS,
    "max_pixels": MOST_PIXELS,
}
PROBE_SECONDS = 60
SCAN_SECONDS = 600
SCAN_BYTES = 256 * 1024**2  # 6 h of 60 frames a second are 1.3 million lines of 30 bytes
LOST_SECONDS = 2.0
LOST_SHARE = 0.02
QUARTER_TURN = 90

EMPTY = "文件是空的（0 字节）。请重新选择文件上传。"
NO_FILM = "文件不是可用的视频。请上传 MP4、MOV 或 MKV 文件（改扩展名不能改变格式）。"
CUT = "视频不完整，后面的内容缺失。请确认原文件能完整播放，再重新上传。"
NO_PICTURE = "文件里没有画面，只有声音。请上传带画面的视频。"
TOO_LONG = "视频超过 %(hours)s 小时。请分成几讲上传。"
TOO_MANY_PIXELS = "画面过大（%(width)s×%(height)s）。请导出为 1080p 后上传。"
TOO_SHORT = "视频不足 1 秒。请确认导出完整后重新上传。"


class Film(NamedTuple):
    """What a film is; the picture as a viewer sees it, turned and with square pixels."""

    seconds: float
    width: int
    height: int
    fps: Fraction
    video_codec: str
    pixel_format: str
    audio_codec: str | None
    is_plain: bool  # stored as shown: not turned, pixels square

    @property
    def short_side(self) -> int:
        return min(self.width, self.height)


class Packets(NamedTuple):
    """The compressed pictures of a film in order of showing: when, how big, cut here or not."""

    at: list[float]
    sizes: list[int]
    is_key: list[bool]


def probe(tools: Tools, source: Path) -> Film:
    """Return what is in the file. Raises Refusal with the reason and the remedy."""
    if source.stat().st_size == 0:
        raise Refusal(EMPTY)
    wanted = ["-show_format", "-show_streams", "-of", "json"]
    told = _ask(_order(tools, source, wanted, PROBE_SECONDS))
    return read(json.loads(told))


def scan(tools: Tools, source: Path, film: Film, beat: Callable[[], None] = nothing) -> Packets:
    """Walk through the whole file without decoding it. Refuses a film whose end is missing."""
    wanted = ["-select_streams", "v:0", "-show_entries", "packet=pts_time,size,flags"]
    told = _ask(_order(tools, source, [*wanted, "-of", "csv=p=0"], SCAN_SECONDS), beat)
    rows = sorted(_packets(told.decode("ascii", "replace")))
    packets = Packets(*(list(column) for column in zip(*rows, strict=True))) if rows else None
    if packets is None or is_cut(film.seconds, packets.at[-1] - packets.at[0]):
        raise Refusal(CUT)
    return packets


def is_cut(promised: float, found: float) -> bool:
    """Say whether so much less was found than promised that the end must be missing."""
    return found < promised - max(LOST_SECONDS, promised * LOST_SHARE)


def read(told: dict[str, Any]) -> Film:
    """Turn ffprobe's answer into a film, or refuse it."""
    streams = told.get("streams", [])
    video = next((s for s in streams if _is_moving_picture(s)), None)
    audio = next((s for s in streams if s.get("codec_type") == "audio"), None)
    if video is None:
        raise Refusal(NO_PICTURE) if audio else Unsupported(NO_FILM)
    film = _film(video, audio, _seconds(told, video))
    _refuse_extremes(film)
    return film


def _order(tools: Tools, source: Path, wanted: list[str], seconds: int) -> Order:
    safe = [part for name, value in SAFE_INPUT.items() for part in (f"-{name}", str(value))]
    argv = [tools.ffprobe, "-v", "error", *safe, *wanted, f"file:{source.absolute()}"]
    walls = Walls(tools.home, source.absolute())
    return Order(argv, tools.empty_folder(), seconds, Bounds(cpu=seconds), walls)


def _ask(order: Order, beat: Callable[[], None] = nothing) -> bytes:
    try:
        return capture(order, at_most=SCAN_BYTES, beat=beat)
    except Broke as broke:
        if broke.is_killed:
            raise
        raise _refusal(broke.words) from broke


def _refusal(words: str) -> Refusal:
    return Refusal(CUT) if "moov atom not found" in words else Unsupported(NO_FILM)


def _is_moving_picture(stream: dict[str, Any]) -> bool:
    """Tell a film's picture from the cover that a sound file may carry."""
    is_cover = stream.get("disposition", {}).get("attached_pic", 0)
    return stream.get("codec_type") == "video" and not is_cover and bool(stream.get("width"))


def _seconds(told: dict[str, Any], video: dict[str, Any]) -> float:
    return float(told.get("format", {}).get("duration") or video.get("duration") or 0)


def _film(video: dict[str, Any], audio: dict[str, Any] | None, seconds: float) -> Film:
    width, height = int(video["width"]), int(video["height"])
    aspect = _fraction(video.get("sample_aspect_ratio", "1:1").replace(":", "/")) or Fraction(1)
    turn = _turn(video)
    shown = (round(width * aspect), height)
    return Film(
        seconds=seconds,
        width=shown[turn % 2],
        height=shown[1 - turn % 2],
        fps=_fraction(video.get("avg_frame_rate", "")) or Fraction(25),
        video_codec=video.get("codec_name", ""),
        pixel_format=video.get("pix_fmt", ""),
        audio_codec=audio.get("codec_name") if audio else None,
        is_plain=aspect == 1 and turn == 0,
    )


def _turn(video: dict[str, Any]) -> int:
    """Return how many quarter turns the picture is shown with, as phones record it."""
    sides = video.get("side_data_list", [])
    degrees = next((side["rotation"] for side in sides if "rotation" in side), 0)
    return round(float(degrees) / QUARTER_TURN) % 4


def _fraction(text: str) -> Fraction:
    try:
        return Fraction(text)
    except (ValueError, ZeroDivisionError):
        return Fraction(0)


def _refuse_extremes(film: Film) -> None:
    if film.width * film.height > MOST_PIXELS:
        raise Refusal(TOO_MANY_PIXELS, width=film.width, height=film.height)
    if film.seconds > LONGEST_SECONDS:
        raise Refusal(TOO_LONG, hours=LONGEST_SECONDS // 3600)
    if film.seconds < 1:
        raise Refusal(TOO_SHORT)


def _packets(told: str) -> list[tuple[float, int, bool]]:
    """Read lines such as `12.04,8813,K_`; pictures without a time cannot be placed."""
    rows = (line.split(",") for line in told.splitlines())
    return [
        (float(row[0]), int(row[1]), "K" in row[2])
        for row in rows
        if len(row) >= len(Packets._fields) and row[0] != "N/A"
    ]
