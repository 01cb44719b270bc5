"""From what a GIFT item says to what the bank can take."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from quizzes.interchange.candidates import Candidate, judged
from quizzes.interchange.drafts import LONGEST_TOPIC, ItemDraft, Option, Remark, tidy
from quizzes.interchange.gift.parse import parse_gift
from quizzes.interchange.gift.syntax import (
    Answers,
    Choice,
    GiftItem,
    GiftKind,
    Text,
    TextFormat,
)
from quizzes.interchange.plain import from_html, from_markdown
from quizzes.marking import Kind

FULL = Decimal(100)
NEARLY_FULL = Decimal(99)  # three times 33 % is meant to be all of it
TOP = "$course$/"
UNREADABLE = "unreadable"
LONGEST_MARKED = (
    20_000  # far beyond any text that is taken; brackets take the square of their number
)
LACKING = {
    GiftKind.matching: Remark("题库暂时没有匹配题，这道题没有导入。"),
    GiftKind.numerical: Remark("题库暂时没有数值题，这道题没有导入。可以改成简答题。"),
    GiftKind.essay: Remark("题库暂时没有需要人工阅卷的论述题，这道题没有导入。"),
}


def gift_candidates(source: str) -> Iterator[Candidate]:
    topic = ""
    for n, item in enumerate(parse_gift(source), 1):
        candidate = Candidate(
            n=n,
            place=Remark.of("第 %(line)s 行", line=item.block.line),
            kind=item.kind,
            stem=tidy(item.stem.text),
        )
        if item.kind is GiftKind.category:
            topic = _topic(item.stem.text)
            remark = Remark.of("这一行是分类，不是试题；后面的题归入“%(topic)s”。", topic=topic)
            yield replace(candidate, is_question=False, remarks=(remark,))
        else:
            yield _judged(candidate, item, topic)


def _topic(name: str) -> str:
    return tidy(name).removeprefix(TOP).removeprefix("top/")[:LONGEST_TOPIC]


def _judged(candidate: Candidate, item: GiftItem, topic: str) -> Candidate:
    if item.fault:
        return judged(replace(candidate, kind=UNREADABLE), [item.fault])
    if item.kind in LACKING:
        return judged(candidate, [LACKING[item.kind]])
    if item.kind is GiftKind.description:
        remark = Remark("这是一段说明文字，不是试题，没有导入。")
        return replace(candidate, is_question=False, remarks=(remark,))
    words = _Words()
    draft = replace(_draft(item, words), topic=topic)
    taken = replace(candidate, kind=draft.kind, stem=draft.stem, draft=draft)
    return judged(taken, words.remarks)


class _Words:
    """Makes texts plain and remembers what was left behind."""

    def __init__(self) -> None:
        self._said: dict[object, Remark] = {}

    @property
    def remarks(self) -> Iterable[Remark]:
        return self._said.values()

    def say(self, remark: Remark) -> None:
        """Remember a remark; the same one twice is one."""
        self._said.setdefault((remark.message, *remark.values.items()), remark)

    def plain(self, text: Text | None) -> str:
        if text is None:
            return ""
        if text.format is TextFormat.html:
            words, lost = from_html(text.text)
        elif text.format is TextFormat.markdown and len(text.text) <= LONGEST_MARKED:
            words, lost = from_markdown(text.text)
        else:
            words, lost = tidy(text.text), []
        for remark in lost:
            self.say(remark)
        return words


def _draft(item: GiftItem, words: _Words) -> ItemDraft:
    stem, answers = words.plain(item.stem), item.answers
    explanation = _explanation(answers, words)
    if answers.kind is GiftKind.true_false:
        return ItemDraft(
            kind=Kind.true_false, stem=stem, is_true=answers.is_true, explanation=explanation
        )
    if answers.kind is GiftKind.short_answer:
        wordings = tuple(_wordings(answers.choices, words))
        return ItemDraft(
            kind=Kind.short_answer, stem=stem, wordings=wordings, explanation=explanation
        )
    key = _key(answers.choices)
    options = tuple(
        Option(words.plain(choice.text), is_right)
        for choice, is_right in zip(answers.choices, key, strict=True)
    )
    kind = _choice_kind(answers.choices, key, words)
    return ItemDraft(kind=kind, stem=stem, options=options, explanation=explanation)


def _explanation(answers: Answers, words: _Words) -> str:
    """Return the feedback on the whole, then that on each answer under the answer's own words."""
    said = [answers.global_feedback, answers.true_feedback, answers.false_feedback]
    lines = [words.plain(text) for text in said if text]
    lines += [
        f"{words.plain(choice.text)}：{words.plain(choice.feedback)}"
        for choice in answers.choices
        if choice.feedback
    ]
    return "\n".join(lines)


def _wordings(choices: Sequence[Choice], words: _Words) -> Iterator[str]:
    """Give the answers that earn everything; what earns a part is named and left out."""
    for choice in choices:
        text = words.plain(choice.text)
        weight = FULL if choice.weight is None else choice.weight
        if weight >= FULL:
            if "*" in text:
                words.say(Remark("答案中的 * 按普通字符比较，不作通配符。"))
            yield text
        elif weight > 0:
            words.say(Remark.of("答案“%(text)s”只得部分分，没有导入。", text=text))


def _key(choices: Sequence[Choice]) -> list[bool]:
    """Say of each choice whether it is right: all of `=`, or where there is none what earns."""
    earns = [choice.weight is not None and choice.weight > 0 for choice in choices]
    if not any(choice.is_right for choice in choices):
        return earns
    return [
        choice.is_right and (choice.weight is None or pays)
        for choice, pays in zip(choices, earns, strict=True)
    ]


def _choice_kind(choices: Sequence[Choice], key: Sequence[bool], words: _Words) -> Kind:
    right = [choice for choice, is_right in zip(choices, key, strict=True) if is_right]
    for choice, is_right in zip(choices, key, strict=True):
        if not is_right and choice.weight is not None and choice.weight > 0:
            text = words.plain(choice.text)
            words.say(Remark.of("选项“%(text)s”原来得部分分，导入后不得分。", text=text))
    if len(right) == 1 and (right[0].weight is None or right[0].weight >= NEARLY_FULL):
        return Kind.single
    if len(right) > 1 and all(choice.weight is None for choice in right):
        words.say(Remark("有几个选项都算正确，已按多选题导入：全部选出才算对。"))
    elif len({choice.weight for choice in right}) > 1:
        words.say(Remark("各选项的分值比例没有保留，按多选题计分。"))
    return Kind.multiple
