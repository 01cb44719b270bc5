"""The sample courses as they are written down: a text of slides and a file of quiz items each."""

from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "texts"


@dataclass(frozen=True, slots=True)
class SlideText:
    """What stands on a slide, and what is said while it is shown, sentence by sentence."""

    heading: str
    points: tuple[str, ...]
    narration: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LectureText:
    title: str
    slides: tuple[SlideText, ...]


@dataclass(frozen=True, slots=True)
class CourseText:
    """A sample course. `label` stands on its cover, `gift` holds its quiz items.

    `handout` is a text that goes with its first lecture, where there is one.
    """

    slug: str
    title: str
    label: str
    category: str
    summary: str
    speaker: str
    lectures: tuple[LectureText, ...]
    gift: str
    handout: str


def course_texts() -> list[CourseText]:
    return [_read(path) for path in sorted(FOLDER.glob("*.md"))]


def _read(path: Path) -> CourseText:
    _start, head, body = path.read_text("utf-8").split("---\n", 2)
    facts = dict(line.split(": ", 1) for line in head.strip().splitlines())
    lectures = tuple(_lecture(part) for part in f"\n{body.strip()}".split("\n# ")[1:])
    gift = path.with_suffix(".gift").read_text("utf-8")
    paper = path.with_suffix(".txt")
    handout = paper.read_text("utf-8") if paper.exists() else ""
    return CourseText(**facts, lectures=lectures, gift=gift, handout=handout)


def _lecture(text: str) -> LectureText:
    title, *slides = text.split("\n## ")
    return LectureText(title.strip(), tuple(_slide(slide) for slide in slides))


def _slide(text: str) -> SlideText:
    heading, *lines = [line.strip() for line in text.splitlines() if line.strip()]
    points = tuple(line.removeprefix("- ") for line in lines if line.startswith("- "))
    spoken = [line for line in lines if not line.startswith("- ")]
    return SlideText(heading, points, tuple(_sentences("".join(spoken))))


def _sentences(text: str) -> list[str]:
    """Cut at full stops and question marks; a closing mark stays with its sentence."""
    for mark in "。？！":
        text = text.replace(mark, mark + "\n")
    return [sentence for sentence in text.splitlines() if sentence]
