"""Which renditions a film gets: a plan of plain numbers, made before anything runs.

Two rules shape it: a segment lasts 2 to 6 seconds and is never above 2 MiB (it is one answer of
the web server), and a picture is never enlarged.
"""

from fractions import Fraction
from itertools import pairwise
from statistics import quantiles
from typing import NamedTuple

from media.encoding.probe import Film, Packets

LARGEST_SEGMENT = 2 * 1024**2
AUDIO_KBIT = 96
FASTEST = Fraction(30)
SLIDE_FPS = Fraction(15)
FILM_SECONDS = 4
SLIDE_SECONDS = 6
CUTS = (6, 5, 4, 3, 2)  # lengths of a segment, in seconds, tried on a source that is kept as it is
SHORTEST_SEGMENT = 2.0
LONGEST_SEGMENT = 6.5
CLOSE = 0.75  # a rung this near to the one above would only cost room
STILL = 2000  # on slides four of five changed pictures take less than a byte for so many pixels
KEPT_PIXELS = {"yuv420p", "yuvj420p"}
KEPT_AUDIO = {None, "aac"}


class Rung(NamedTuple):
    """One size of a ladder and the most it may take, in kbit/s of picture."""

    side: int
    kbit: int


class Plan(NamedTuple):
    """What to make of a film: `rungs` from small to large; with `cut_seconds` it stays as it is."""

    rungs: tuple[Rung, ...]
    fps: Fraction
    segment_seconds: int
    is_slides: bool
    cut_seconds: int | None


FILM_RUNGS = (Rung(360, 600), Rung(720, 1600), Rung(1080, 3000))
SLIDE_RUNGS = (Rung(360, 400), Rung(720, 1000), Rung(1080, 1800))


def plan(film: Film, packets: Packets) -> Plan:
    slides = is_slides(film, packets)
    return Plan(
        rungs=rungs(film.short_side, SLIDE_RUNGS if slides else FILM_RUNGS),
        fps=_fps(film.fps, slides=slides),
        segment_seconds=SLIDE_SECONDS if slides else FILM_SECONDS,
        is_slides=slides,
        cut_seconds=_kept(film, packets),
    )


def rungs(side: int, ladder: tuple[Rung, ...]) -> tuple[Rung, ...]:
    """Return the rungs for a picture whose short side is `side`: the fitting ones, else its own."""
    fitting = [rung for rung in ladder if rung.side <= side]
    top = next((rung for rung in ladder if rung.side > side), None)
    if top and (not fitting or top.side == ladder[1].side):
        fitting.append(Rung(side - side % 2, top.kbit))
    lower = [rung for rung, above in pairwise(fitting) if rung.side <= above.side * CLOSE]
    return (*lower, fitting[-1])


def size(film: Film, rung: Rung) -> tuple[int, int]:
    """Return width and height of a rung: the film's shape, even numbers."""
    scale = Fraction(rung.side, film.short_side)
    width, height = (2 * round(side * scale / 2) for side in (film.width, film.height))
    return width, height


def is_slides(film: Film, packets: Packets) -> bool:
    """Say whether the picture stands still nearly always: then it needs fewer pictures a second."""
    changes = [n for n, key in zip(packets.sizes, packets.is_key, strict=True) if not key]
    if len(changes) < 2 or len(changes) < film.fps:  # noqa: PLR2004  too few to judge by
        return False
    four_of_five: float = quantiles(changes, n=5)[3]
    return four_of_five < film.width * film.height / STILL


def cut(packets: Packets, end: float, seconds: int) -> list[tuple[float, int]]:
    """Return (length, bytes) of the segments that cutting at key frames every `seconds` gives.

    As ffmpeg cuts: at the first key frame at or after each multiple of `seconds`.
    """
    start = packets.at[0]
    pieces: list[tuple[float, int]] = []
    begun, weight = start, 0
    for at, size_, is_key in zip(*packets, strict=True):
        if is_key and at > start and at - start >= seconds * (len(pieces) + 1):
            pieces.append((at - begun, weight))
            begun, weight = at, 0
        weight += size_
    return [*pieces, (start + end - begun, weight)]


def _kept(film: Film, packets: Packets) -> int | None:
    """Return how to cut the film without encoding it; None when it must be encoded."""
    if not _is_playable(film):
        return None
    return next((seconds for seconds in CUTS if _is_fit(film, packets, seconds)), None)


def _is_playable(film: Film) -> bool:
    return (
        film.video_codec == "h264"
        and film.pixel_format in KEPT_PIXELS
        and film.audio_codec in KEPT_AUDIO
        and film.is_plain
        and film.short_side <= FILM_RUNGS[-1].side
    )


def _is_fit(film: Film, packets: Packets, seconds: int) -> bool:
    """Say whether every segment keeps to the rules and to the bit rate of a rung of ours."""
    top = rungs(film.short_side, FILM_RUNGS)[-1]
    pieces = cut(packets, film.seconds, seconds)
    last = len(pieces) - 1
    return all(
        _fits(length, weight, top, is_last=number == last)
        for number, (length, weight) in enumerate(pieces)
    )


def _fits(length: float, weight: int, rung: Rung, *, is_last: bool) -> bool:
    audio = length * AUDIO_KBIT * 2 * 125  # a source's sound may be twice as rich as ours
    heaviest = min(LARGEST_SEGMENT * 0.95, rung.kbit * 125 * (length + 1) * 1.25)
    return (is_last or length >= SHORTEST_SEGMENT) and (
        length <= LONGEST_SEGMENT and weight + audio <= heaviest
    )


def _fps(fps: Fraction, *, slides: bool) -> Fraction:
    """Return the pictures a second of all rungs: of 50 or 60 every second one, of slides 15."""
    if slides:
        return min(fps, SLIDE_FPS)
    return fps if fps <= FASTEST else fps / -(-fps // FASTEST)
