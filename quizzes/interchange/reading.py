"""From the bytes of a file to candidates, whatever the file is."""

from collections.abc import Callable, Iterable
from itertools import islice
from typing import Final

from lms.decoding import decode_text
from lms.errors import Invalid, TooLarge, Unsupported
from lms.sheets import is_workbook, read_sheet
from quizzes.interchange.candidates import Candidate
from quizzes.interchange.drafts import Remark
from quizzes.interchange.gift.drafting import gift_candidates
from quizzes.interchange.table import table_candidates

LARGEST_FILE: Final = 4 * 1024**2
MOST_ITEMS: Final = 2000
AUTO: Final = "auto"
REPEATED: Final = Remark("与本文件中前面一道题完全相同，只导入一次。")


def _gift(source: bytes) -> Iterable[Candidate]:
    if is_workbook(source):
        raise Unsupported("这是表格文件，不是 GIFT 文本。请把格式改为“自动识别”后重试。")
    return gift_candidates(decode_text(source))


def _workbook(source: bytes) -> Iterable[Candidate]:
    return table_candidates(read_sheet(source, most_rows=MOST_ITEMS + 100))


FORMATS: Final[dict[str, Callable[[bytes], Iterable[Candidate]]]] = {
    "gift": _gift,
    "xlsx": _workbook,
}


def read_candidates(source: bytes, format_: str = AUTO) -> list[Candidate]:
    """Return every question of a file with its verdict, in the order of the file.

    Raises TooLarge, Unsupported or Invalid when the file as a whole cannot be read.
    """
    if len(source) > LARGEST_FILE:
        raise TooLarge("文件太大，最多 %(most)s MB。", most=LARGEST_FILE // 1024**2)
    if not source.strip():
        raise Invalid("文件是空的。")
    name = format_ if format_ != AUTO else _guessed(source)
    if name not in FORMATS:
        raise Unsupported("不认识“%(name)s”格式。", name=name)
    found = list(islice(FORMATS[name](source), MOST_ITEMS + 1))
    if len(found) > MOST_ITEMS:
        raise TooLarge("一次最多导入 %(most)s 道题，请拆成几个文件。", most=MOST_ITEMS)
    if not found:
        raise Invalid("文件中没有找到试题。")
    return _with_repeats_named(found)


def _guessed(source: bytes) -> str:
    return "xlsx" if is_workbook(source) else "gift"


def _with_repeats_named(candidates: list[Candidate]) -> list[Candidate]:
    seen: set[object] = set()
    named = []
    for candidate in candidates:
        substance = candidate.draft and candidate.draft.substance
        is_repeat = substance is not None and substance in seen
        seen.add(substance)
        named.append(candidate.with_remark(REPEATED) if is_repeat else candidate)
    return named
