"""Narration by the speech program of the machine, where there is one."""

import shutil
import wave
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from lms.sandbox import Bounds, Order, run
from media.demo.script import COVER_SECONDS, PAUSE_SECONDS, TAIL_SECONDS, Script

PROGRAM = "espeak-ng"
VOICE = ("-v", "cmn", "-s", "135", "-p", "45")
SENTENCE_SECONDS = 30
SAMPLE_BYTES = 2


def can_speak() -> bool:
    return shutil.which(PROGRAM) is not None


def speak(script: Script, folder: Path, beat: Callable[[], None]) -> list[Path]:
    """Say every sentence into a file of its own."""
    program = shutil.which(PROGRAM) or PROGRAM
    files = []
    for number, sentence in enumerate(script.sentences):
        words, file = folder / f"words-{number}.txt", folder / f"voice-{number}.wav"
        words.write_text(sentence, "utf-8")
        argv = [program, *VOICE, "-w", str(file), "-f", str(words)]
        run(Order(argv, folder, SENTENCE_SECONDS, Bounds(cpu=SENTENCE_SECONDS)), beat=beat)
        files.append(file)
    return files


def lengths(files: list[Path]) -> list[float]:
    return [_length(file) for file in files]


def _length(file: Path) -> float:
    with wave.open(str(file)) as voice:
        frames, rate = voice.getnframes(), voice.getframerate()
    return float(frames / rate)


def join(script: Script, files: list[Path], target: Path) -> None:
    """Put the sentences behind one another, with the pauses that the timing gives them."""
    voices = iter(files)
    with _same_as(files[0], target) as track:
        _rest(track, COVER_SECONDS)
        for slide in script.slides:
            for _sentence in slide.narration:
                with wave.open(str(next(voices))) as voice:
                    track.writeframes(voice.readframes(voice.getnframes()))
                _rest(track, PAUSE_SECONDS)
            _rest(track, TAIL_SECONDS)


@contextmanager
def _same_as(sample: Path, target: Path) -> Iterator[wave.Wave_write]:
    with wave.open(str(sample)) as voice, wave.open(str(target), "wb") as track:
        track.setparams(voice.getparams())
        yield track


def _rest(track: wave.Wave_write, seconds: float) -> None:
    frames = round(track.getframerate() * seconds)
    track.writeframes(bytes(frames * SAMPLE_BYTES * track.getnchannels()))
