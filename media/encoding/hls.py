"""Playlists: reading those that ffmpeg wrote, writing those that a player gets."""

import re
from collections.abc import Iterable, Sequence
from math import ceil
from pathlib import Path
from typing import NamedTuple

from media.encoding.ladder import LARGEST_SEGMENT

RANGE = re.compile(r"(\d+)@(\d+)")
CODEC = b"avcC"
SOUND = "mp4a.40.2"


class Segment(NamedTuple):
    """A part of a rendition's file, playable by itself after the file's head."""

    offset: int
    length: int
    seconds: float


class Track(NamedTuple):
    """A rendition's file: its head (what a player needs first) and its segments."""

    head_length: int
    codecs: str
    segments: list[Segment]

    @property
    def seconds(self) -> float:
        return sum(segment.seconds for segment in self.segments)

    @property
    def peak(self) -> int:
        """Return the bits a second of the heaviest segment."""
        return max(round(s.length * 8 / s.seconds) for s in self.segments if s.seconds)


class Offer(NamedTuple):
    """A rendition as the master playlist tells of it."""

    address: str
    width: int
    height: int
    bandwidth: int
    codecs: str


def read_track(playlist: Path, film: Path, *, has_sound: bool) -> Track:
    """Read what ffmpeg wrote. Raises ValueError if a segment is larger than one answer may be."""
    lines = playlist.read_text("ascii").splitlines()
    head = next(_range(line)[1] for line in lines if line.startswith("#EXT-X-MAP"))
    lengths = [float(line[8:].split(",")[0]) for line in lines if line.startswith("#EXTINF:")]
    ranges = [_range(line) for line in lines if line.startswith("#EXT-X-BYTERANGE")]
    segments = [Segment(*where, long) for where, long in zip(ranges, lengths, strict=True)]
    if any(segment.length > LARGEST_SEGMENT for segment in segments):
        raise ValueError("segment above the limit")
    with film.open("rb") as file:
        codecs = _codecs(file.read(head), has_sound=has_sound)
    return Track(head, codecs, segments)


def master(offers: Iterable[Offer]) -> str:
    lines = ["#EXTM3U", "#EXT-X-VERSION:7", "#EXT-X-INDEPENDENT-SEGMENTS"]
    for offer in offers:
        lines += [
            f"#EXT-X-STREAM-INF:{_attributes(offer)}",
            offer.address,
        ]
    return "\n".join(lines) + "\n"


def _attributes(offer: Offer) -> str:
    size = f"{offer.width}x{offer.height}"
    return f'BANDWIDTH={offer.bandwidth},RESOLUTION={size},CODECS="{offer.codecs}"'


def media_playlist(lengths: Sequence[float]) -> str:
    """Return the playlist of one rendition: `head.mp4`, then `0.m4s`, `1.m4s` and so on."""
    lines = [
        "#EXTM3U",
        "#EXT-X-VERSION:7",
        f"#EXT-X-TARGETDURATION:{ceil(max(lengths))}",
        "#EXT-X-MEDIA-SEQUENCE:0",
        "#EXT-X-PLAYLIST-TYPE:VOD",
        '#EXT-X-MAP:URI="head.mp4"',
    ]
    for number, seconds in enumerate(lengths):
        lines += [f"#EXTINF:{seconds:.6f},", f"{number}.m4s"]
    return "\n".join([*lines, "#EXT-X-ENDLIST"]) + "\n"


def _range(line: str) -> tuple[int, int]:
    """Return (offset, length) from `length@offset`."""
    found = RANGE.search(line)
    if found is None:
        raise ValueError(line)
    return int(found[2]), int(found[1])


def _codecs(head: bytes, *, has_sound: bool) -> str:
    """Return the names by which a browser knows whether it can play this."""
    at = head.index(CODEC) + len(CODEC) + 1
    profile = head[at : at + 3].hex()
    return f"avc1.{profile},{SOUND}" if has_sound else f"avc1.{profile}"
