"""The head matter of a text file: lines of `key: value` between two lines of `---`."""

import re

from library.works.manuscripts.manuscript import Head, cleaned

FENCE = "---"
LINE = re.compile(r"([^:：]{1,20})[:：]\s*(.*)")
NAMES = {
    "title": "title",
    "标题": "title",
    "书名": "title",
    "篇名": "title",
    "author": "author",
    "作者": "author",
    "era": "era",
    "年代": "era",
    "kind": "kind",
    "类型": "kind",
    "date": "dated",
    "日期": "dated",
    "source": "source",
    "底本": "source",
    "来源": "source",
    "rights": "rights",
    "版权": "rights",
    "slug": "slug",
}
LONGEST = {"title": 200, "author": 120, "era": 40, "kind": 40, "dated": 60, "slug": 80}
LONGEST_OTHER = 300
SAMPLE = ("sample", "示例")
YES = {"yes", "true", "是"}


def split_head(text: str) -> tuple[Head, str]:
    """Return what the head says and the text below it; an unfinished head is text."""
    lines = text.lstrip("\n").split("\n")
    if lines[0].strip() != FENCE:
        return Head(), text
    ends = [at for at, line in enumerate(lines[1:], 1) if line.strip() == FENCE]
    if not ends:
        return Head(), text
    return _head(lines[1 : ends[0]]), "\n".join(lines[ends[0] + 1 :])


def _head(lines: list[str]) -> Head:
    said = {
        match[1].strip().lower(): cleaned(match[2]) for line in lines if (match := LINE.match(line))
    }
    known = {NAMES[name]: value for name, value in said.items() if name in NAMES}
    limited = {name: value[: LONGEST.get(name, LONGEST_OTHER)] for name, value in known.items()}
    is_sample = any(said.get(name, "").lower() in YES for name in SAMPLE)
    return Head(**limited, is_sample=is_sample)
