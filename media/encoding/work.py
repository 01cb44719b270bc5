"""Running ffmpeg over a film: poster, repackaging, the rungs of the ladder, with live progress."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from lms.errors import Refusal
from lms.sandbox import Bounds, Broke, Order, Walls, run
from media.encoding import compose
from media.encoding.hls import Track, read_track
from media.encoding.ladder import Plan, Rung, size
from media.encoding.probe import CUT, Film, is_cut
from media.encoding.tools import Tools

POSTER_SECONDS = 60
SLOWEST = 20  # seconds of work that a second of film may take before something must be wrong
LEAST_SECONDS = 300
DONE = re.compile(rb"out_time_us=(\d+)")
BROKEN = "视频无法转码，文件可能已损坏。请确认能完整播放，或导出为 H.264 的 MP4 后重新上传。"

SHOW_SECONDS = 900

Hear = Callable[[float], None]


class Made(NamedTuple):
    """A finished rendition: its file in the working folder and what is in it."""

    file: Path
    width: int
    height: int
    track: Track


class Bench(NamedTuple):
    """One film on the work bench: the programs, the source, what it is, where to work."""

    tools: Tools
    source: Path
    film: Film
    folder: Path


class Show(NamedTuple):
    """A row of pictures, how long each stands, and the voice that goes with them."""

    pictures: Sequence[Path]
    stands: Sequence[float]
    voice: Path | None


def make_show(tools: Tools, show: Show, folder: Path, hear: Hear) -> Path:
    """Make a film of pictures that stand still, cut so that it need not be encoded again."""
    target = folder / "show.mp4"
    argv = compose.slideshow(tools.ffmpeg, show.pictures, show.stands, show.voice, target)
    _run(Order(argv, folder, SHOW_SECONDS, Bounds(cpu=SHOW_SECONDS)), sum(show.stands), hear)
    return target


def make_poster(bench: Bench, hear: Hear) -> Path:
    argv = compose.poster(bench.tools.ffmpeg, bench.source, bench.film)
    _run(_order(bench, argv, POSTER_SECONDS), bench.film.seconds, hear)
    return bench.folder / "poster.jpg"


def repackage(bench: Bench, plan: Plan, hear: Hear) -> Made:
    """Keep picture and sound as they are; only for a plan with `cut_seconds`."""
    assert plan.cut_seconds is not None
    rung = Rung(bench.film.short_side, 0)
    program, source, film = bench.tools.ffmpeg, bench.source, bench.film
    argv = compose.repackaged(program, source, film, rung, plan.cut_seconds)
    _run(_order(bench, argv, _patience(film)), film.seconds, hear)
    return _made(bench, rung)


def encode(bench: Bench, plan: Plan, rungs: Sequence[Rung], hear: Hear) -> list[Made]:
    """Write these rungs in one pass. `hear` gets the share that is done."""
    argv = compose.encoded(bench.tools.ffmpeg, bench.source, bench.film, plan, rungs)
    _run(_order(bench, argv, _patience(bench.film)), bench.film.seconds, hear)
    return [_made(bench, rung) for rung in rungs]


def _patience(film: Film) -> int:
    return LEAST_SECONDS + int(film.seconds * SLOWEST)


def _order(bench: Bench, argv: list[str], seconds: int) -> Order:
    walls = Walls(bench.tools.home, bench.source.absolute())
    return Order(argv, bench.folder, seconds, Bounds(cpu=seconds * 2), walls)


def _run(order: Order, length: float, hear: Hear) -> None:
    """Run ffmpeg; a film that it cannot read is refused, its death by a signal goes on up."""
    share = 0.0

    def _hear(output: bytes) -> None:
        nonlocal share
        if marks := DONE.findall(output):
            share = min(1.0, int(marks[-1]) / 1e6 / length)

    try:
        run(order, hear=_hear, beat=lambda: hear(share))
    except Broke as broke:
        if broke.is_killed:
            raise
        raise Refusal(BROKEN) from broke


def _made(bench: Bench, rung: Rung) -> Made:
    name = compose.rung_name(rung)
    file = bench.folder / f"{name}.mp4"
    has_sound = bench.film.audio_codec is not None
    track = read_track(bench.folder / f"{name}.m3u8", file, has_sound=has_sound)
    if is_cut(bench.film.seconds, track.seconds):
        raise Refusal(CUT)
    return Made(file, *size(bench.film, rung), track)
