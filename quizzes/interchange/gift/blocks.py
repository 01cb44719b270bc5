"""Cut a GIFT file into items: blank lines part them, but not between braces."""

import re
from collections.abc import Iterator, Sequence

from quizzes.interchange.gift.syntax import Block

CATEGORY = "$CATEGORY:"
COMMENT = "//"
LONGEST_ANSWERS = 500  # lines between braces; after so many the closing one must be missing
BRACE = re.compile(r"\\.|([{}])")
NUMBER = re.compile(r"\[id:\s*([^\]]+?)\s*\]")
TAG = re.compile(r"\[tag:\s*([^\]]+?)\s*\]")


def blocks(source: str) -> Iterator[Block]:
    lines = source.splitlines()
    at, notes = 0, ""
    while at < len(lines):
        line = lines[at].strip()
        if _is_comment(line):
            notes += line
            at += 1
        elif not line:
            notes = ""
            at += 1
        else:
            end = _end(lines, at)
            yield _block(lines[at:end], at + 1, notes)
            at, notes = end, ""


def _end(lines: Sequence[str], start: int) -> int:
    """Return where the item that begins at `start` ends.

    Where a closing brace is missing the item ends at its first blank line, so that one slip does
    not swallow the questions after it.
    """
    if lines[start].lstrip().startswith(CATEGORY):
        return start + 1
    last = min(len(lines), start + LONGEST_ANSWERS)
    is_open, first_blank = False, last
    for at in range(start, last):
        braces = _braces(lines[at])
        if lines[at].strip():
            if first_blank < at and "{" in braces:
                break
            is_open = braces[-1] == "{" if braces else is_open
        elif not is_open:
            return at
        else:
            first_blank = min(first_blank, at)
    return first_blank if is_open else last


def _braces(line: str) -> list[str]:
    """Return the braces of a line that are not escaped."""
    return [] if _is_comment(line) else [found for found in BRACE.findall(line) if found]


def _is_comment(line: str) -> bool:
    return line.lstrip().startswith(COMMENT)


def _block(lines: Sequence[str], line: int, notes: str) -> Block:
    number = NUMBER.search(notes)
    return Block(
        line=line,
        text="\n".join(line for line in lines if not _is_comment(line)),
        id=number[1] if number else None,
        tags=tuple(TAG.findall(notes)),
    )
