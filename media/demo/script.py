"""A sample lecture as it is written: slides, and what is said with each."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import accumulate
from typing import Any, NamedTuple, Self

from media.encoding.captions import Cue

COVER_SECONDS = 5.0
SIGNS_A_SECOND = 2.7  # slow enough to read along and to look at the slide
SHORTEST_SECONDS = 1.5
PAUSE_SECONDS = 0.6
TAIL_SECONDS = 4.0


@dataclass(frozen=True, slots=True)
class Slide:
    """What stands on a slide, and what is said while it is shown, sentence by sentence."""

    heading: str
    points: tuple[str, ...]
    narration: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Script:
    title: str
    speaker: str
    slides: tuple[Slide, ...]

    def stored(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def read(cls, stored: dict[str, Any]) -> Self:
        slides = (
            Slide(one["heading"], tuple(one["points"]), tuple(one["narration"]))
            for one in stored["slides"]
        )
        return cls(stored["title"], stored["speaker"], tuple(slides))

    @property
    def sentences(self) -> list[str]:
        return [sentence for slide in self.slides for sentence in slide.narration]


class Timing(NamedTuple):
    """When everything happens: how long the cover and each slide stand, and the captions."""

    stands: list[float]
    cues: list[Cue]

    @property
    def seconds(self) -> float:
        return sum(self.stands)

    @property
    def begins(self) -> list[float]:
        """When each slide after the cover comes up."""
        return [*accumulate(self.stands)][:-1]


def timing(script: Script, spoken: Sequence[float] | None = None) -> Timing:
    """Lay the lecture out in time, after how long each sentence is `spoken` or would be."""
    lengths = iter(spoken or [silent_seconds(sentence) for sentence in script.sentences])
    stands, cues, at = [COVER_SECONDS], [], COVER_SECONDS
    for slide in script.slides:
        begun = at
        for sentence in slide.narration:
            length = next(lengths)
            cues.append(Cue(round(at, 3), round(at + length, 3), sentence))
            at += length + PAUSE_SECONDS
        at += TAIL_SECONDS
        stands.append(at - begun)
    return Timing(stands, cues)


def silent_seconds(sentence: str) -> float:
    return max(SHORTEST_SECONDS, len(sentence) / SIGNS_A_SECOND)
