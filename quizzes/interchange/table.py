"""Questions in a table: one row each, columns found by their headings."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from lms.errors import Invalid
from lms.sheets import numbered
from quizzes.interchange.candidates import Candidate, judged
from quizzes.interchange.drafts import ONE_MARK, ItemDraft, Option, Remark, tidy
from quizzes.marking import Kind

LETTERS = "ABCDEFGH"
HEADINGS = {
    "kind": ("题型", "类型", "试题类型", "题目类型"),
    "stem": ("题干", "题目", "试题", "内容", "问题"),
    "key": ("答案", "正确答案", "参考答案", "标准答案"),
    "mark": ("分值", "分数", "得分"),
    "explanation": ("解析", "答案解析", "说明", "试题解析"),
    "topic": ("分类", "知识点", "章节"),
}
OPTION = re.compile(r"(?:选项|备选答案|备选项)?([A-H])(?:选项)?")
NEEDED = ("kind", "stem", "key")
DEEPEST_HEADING = 10  # a title and a few words may stand above the headings

KINDS = {
    Kind.single: ("单选", "单选题", "单项选择", "单项选择题", "single"),
    Kind.multiple: ("多选", "多选题", "多项选择", "多项选择题", "不定项选择题", "multiple"),
    Kind.true_false: ("判断", "判断题", "是非题", "对错题", "truefalse", "true_false"),
    Kind.short_answer: ("简答", "简答题", "填空", "填空题", "short", "short_answer"),
}
KIND_OF = {name: kind for kind, names in KINDS.items() for name in names}
RIGHT = {"对", "正确", "是", "√", "✓", "✔", "t", "true", "yes", "y", "1"}
WRONG = {"错", "错误", "不对", "否", "×", "x", "✗", "✘", "f", "false", "no", "n", "0"}
BETWEEN_LETTERS = re.compile(r"[\s,，、;；.和及]+")
BETWEEN_ANSWERS = re.compile(r"\s*[|｜\n]\s*")


def table_candidates(rows: Sequence[Sequence[str]]) -> Iterator[Candidate]:
    """Judge each row below the headings. Raises Invalid when there are none."""
    head, columns = _headings(rows)
    below = ((at, row) for at, row in numbered(rows) if at > head)
    for n, (at, cells) in enumerate(below, 1):
        yield _Row(at, columns, cells).candidate(n)


def _headings(rows: Sequence[Sequence[str]]) -> tuple[int, dict[str, int]]:
    best: dict[str, int] = {}
    for at, row in enumerate(rows[:DEEPEST_HEADING], 1):
        columns = _named(row)
        if set(NEEDED) <= columns.keys():
            return at, columns
        best = max(best, columns, key=len)
    missing = "、".join(HEADINGS[name][0] for name in NEEDED if name not in best)
    raise Invalid("没有找到表头“%(missing)s”。请下载模板，按模板的表头填写。", missing=missing)


def _named(row: Sequence[str]) -> dict[str, int]:
    """Return which column carries which heading; the first of two alike."""
    columns: dict[str, int] = {}
    for at, cell in enumerate(row):
        heading = _normal(cell)
        option = OPTION.fullmatch(heading)
        names = [option[1]] if option else [n for n, known in HEADINGS.items() if heading in known]
        for name in names:
            columns.setdefault(name, at)
    return columns


def _normal(text: str) -> str:
    """Fold width and drop spaces and marks that headings wear: ＊选项 Ａ (必填) is 选项A."""
    plain = unicodedata.normalize("NFKC", text)
    return re.sub(r"\(.*?\)|[\s*:]", "", plain)


@dataclass(frozen=True, slots=True)
class _Row:
    at: int
    columns: Mapping[str, int]
    cells: Sequence[str]

    def text(self, name: str) -> str:
        at = self.columns.get(name)
        return tidy(self.cells[at]) if at is not None and at < len(self.cells) else ""

    def candidate(self, n: int) -> Candidate:
        place = Remark.of("第 %(row)s 行", row=self.at)
        kind_name = self.text("kind")
        candidate = Candidate(n=n, place=place, kind=kind_name, stem=self.text("stem"))
        kind = KIND_OF.get(_normal(kind_name).lower())
        if kind is None:
            return judged(candidate, [_unknown_kind(kind_name)])
        wrong: list[Remark] = []
        draft = self._draft(kind, wrong)
        known = replace(candidate, kind=kind, draft=None if wrong else draft)
        return judged(known, wrong)

    def _draft(self, kind: Kind, wrong: list[Remark]) -> ItemDraft:
        key = self.text("key")
        options: tuple[Option, ...] = ()
        if kind in {Kind.single, Kind.multiple}:
            options = self._options(key, wrong)
        return ItemDraft(
            kind=kind,
            stem=self.text("stem"),
            options=options,
            is_true=_truth(key, wrong) if kind is Kind.true_false else None,
            wordings=_wordings(key) if kind is Kind.short_answer else (),
            explanation=self.text("explanation"),
            max_mark=_mark(self.text("mark"), wrong),
            topic=self.text("topic").replace("\n", " "),
        )

    def _options(self, key: str, wrong: list[Remark]) -> tuple[Option, ...]:
        texts = {letter: self.text(letter) for letter in LETTERS}
        filled = [letter for letter in LETTERS if texts[letter]]
        gaps = [letter for letter in LETTERS[: len(filled)] if letter not in filled]
        if gaps:
            wrong.append(Remark.of("“选项%(letter)s”列是空的，后面却还有选项。", letter=gaps[0]))
        right = BETWEEN_LETTERS.sub("", unicodedata.normalize("NFKC", key)).upper()
        unknown = sorted(set(right) - set(filled))
        if unknown:
            wrong.append(
                Remark.of(
                    "“答案”列写的是“%(key)s”，没有对应的选项。应写选项字母，如 A 或 ABD。", key=key
                )
            )
        return tuple(Option(texts[letter], letter in right) for letter in filled)


def _unknown_kind(name: str) -> Remark:
    if not name:
        return Remark("“题型”列是空的。应写单选题、多选题、判断题或简答题。")
    return Remark.of(
        "“题型”列写的是“%(name)s”，题库没有这种题型。应写单选题、多选题、判断题或简答题。",
        name=name,
    )


def _truth(key: str, wrong: list[Remark]) -> bool | None:
    word = _normal(key).lower()
    if word in RIGHT:
        return True
    if word not in WRONG:
        wrong.append(Remark.of("“答案”列写的是“%(key)s”，判断题应写“对”或“错”。", key=key))
    return False


def _wordings(key: str) -> tuple[str, ...]:
    """Return the accepted answers of a short answer: parted by | or on lines of their own."""
    return tuple(dict.fromkeys(filter(None, BETWEEN_ANSWERS.split(key))))


def _mark(text: str, wrong: list[Remark]) -> Decimal:
    if not text:
        return ONE_MARK
    number = unicodedata.normalize("NFKC", text).removesuffix("分").strip()
    try:
        mark = Decimal(number)
    except InvalidOperation:
        mark = Decimal("NaN")
    if mark.is_finite():
        return mark
    wrong.append(Remark.of("“分值”列写的是“%(text)s”，应是数字，如 2 或 1.5。", text=text))
    return ONE_MARK
