r"""Read one GIFT item.

A backslash escapes ~ = # { } : and itself, \n is a line break; any other backslash is itself.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from quizzes.interchange.drafts import Remark
from quizzes.interchange.gift.blocks import CATEGORY, blocks
from quizzes.interchange.gift.syntax import (
    Answers,
    Block,
    Choice,
    GiftItem,
    GiftKind,
    Text,
    TextFormat,
)

BLANK = "_____"
KEEPS_LINES = {TextFormat.html, TextFormat.markdown, TextFormat.plain}

# Possessive (*+): a backslash once taken with its character is never taken apart again.
TITLE = re.compile(r"\s*::((?:\\.?|(?!::)[^\\])*+)::", re.DOTALL)
FORMAT = re.compile(r"\s*\[(html|moodle|plain|markdown)\]\s*")
BRACES = re.compile(r"((?:\\.?|[^\\{])*+)\{((?:\\.?|[^\\}])*+)\}(.*)", re.DOTALL)
STRAY = re.compile(r"(?:\\.?|[^\\{}])*+[{}]", re.DOTALL)
GLOBAL = re.compile(r"((?:\\.?|[^\\#]|#(?!###))*+)####(.*)", re.DOTALL)
TRUTH = re.compile(r"(TRUE|True|true|T|FALSE|False|false|F)\s*(?:#(.*))?", re.DOTALL)
CHOICE = re.compile(r"([=~])((?:\\.?|[^\\=~])*)", re.DOTALL)
BARE = re.compile(r"(?:\\.?|[^\\=~])*", re.DOTALL)
WEIGHT = re.compile(r"\s*%(-?\d{1,3}(?:\.\d+)?)%")
SHARP = re.compile(r"((?:\\.?|[^\\#])*)#?", re.DOTALL)
ESCAPE = re.compile(r"\\([~=#{}:\\n])")
SPACES = re.compile(r"\s+")


def parse_gift(source: str) -> Iterator[GiftItem]:
    return map(parse_block, blocks(source))


def parse_block(block: Block) -> GiftItem:
    if block.text.lstrip().startswith(CATEGORY):
        return _category(block)
    title, rest = _title(block.text)
    format_, rest = _format(rest, TextFormat.moodle)
    found = BRACES.fullmatch(rest)
    if found is None:
        return _description(block, title, _text(rest, format_))
    before, between, after = found.groups()
    return GiftItem(
        block=block,
        title=title,
        stem=_stem(before, after, format_),
        has_blank=bool(after.strip()),
        answers=_answers(between, format_),
        fault=_fault(between, after),
    )


def _category(block: Block) -> GiftItem:
    name = block.text.strip().removeprefix(CATEGORY).strip()
    stem = Text(TextFormat.plain, name)
    return GiftItem(block=block, stem=stem, answers=Answers(kind=GiftKind.category))


def _description(block: Block, title: str | None, stem: Text) -> GiftItem:
    is_broken = STRAY.match(block.text)
    fault = Remark("花括号不成对：答案应写在一对 { } 之间。") if is_broken else None
    answers = Answers(kind=GiftKind.description)
    return GiftItem(block=block, title=title, stem=stem, answers=answers, fault=fault)


def _fault(between: str, after: str) -> Remark | None:
    if STRAY.match(after):
        return Remark("一道题只能有一处答案，多出的花括号请写成 \\{ 和 \\}。")
    bare = BARE.match(between)
    if bare and bare[0].strip() and bare.end() < len(between):
        is_numerical = between.lstrip().startswith("#")
        return None if is_numerical else Remark("每个答案应以 = 或 ~ 开头。")
    return None


def _title(text: str) -> tuple[str | None, str]:
    found = TITLE.match(text)
    if found is None:
        return None, text
    return _text(found[1], TextFormat.moodle).text, text[found.end() :]


def _format(text: str, default: TextFormat) -> tuple[TextFormat, str]:
    found = FORMAT.match(text)
    return (TextFormat(found[1]), text[found.end() :]) if found else (default, text)


def _text(raw: str, format_: TextFormat) -> Text:
    raw = raw if format_ in KEEPS_LINES else SPACES.sub(" ", raw)
    return Text(format_, ESCAPE.sub(_unescape, raw.strip()))


def _unescape(found: re.Match[str]) -> str:
    return "\n" if found[1] == "n" else found[1]


def _formatted(raw: str, default: TextFormat) -> Text | None:
    """Read a text that may begin with its own format; None when it is empty."""
    format_, rest = _format(raw, default)
    return _text(rest, format_) if rest.strip() else None


def _stem(before: str, after: str, format_: TextFormat) -> Text:
    if after.strip():
        return _text(f"{before.strip()} {BLANK} {after.strip()}", format_)
    return _text(before, format_)


def _answers(between: str, format_: TextFormat) -> Answers:
    parted = GLOBAL.fullmatch(between)
    body, general = parted.groups() if parted else (between, "")
    global_feedback = _formatted(general, format_)
    truth = TRUTH.fullmatch(body.strip())
    if truth:
        return _truth(truth, format_, global_feedback)
    choices = tuple(_choice(sign, raw, format_) for sign, raw in CHOICE.findall(body))
    if not choices and body.strip():
        choices = (_choice("=", body, format_),)
    kind = _kind(body, choices)
    return Answers(kind=kind, choices=choices, global_feedback=global_feedback)


def _truth(found: re.Match[str], format_: TextFormat, general: Text | None) -> Answers:
    first, second = _parted(found[2] or "")
    return Answers(
        kind=GiftKind.true_false,
        is_true=found[1].upper().startswith("T"),
        true_feedback=_formatted(first, format_),
        false_feedback=_formatted(second, format_),
        global_feedback=general,
    )


def _parted(raw: str) -> tuple[str, str]:
    """Part a text at its first unescaped #."""
    found = SHARP.match(raw)
    return (found[1], raw[found.end() :]) if found else (raw, "")


def _choice(sign: str, raw: str, format_: TextFormat) -> Choice:
    weight = WEIGHT.match(raw)
    own_format, rest = _format(raw[weight.end() :] if weight else raw, format_)
    text, feedback = _parted(rest)
    return Choice(
        is_right=sign == "=",
        weight=Decimal(weight[1]) if weight else None,
        text=_text(text, own_format),
        feedback=_formatted(feedback, format_),
    )


def _kind(body: str, choices: tuple[Choice, ...]) -> GiftKind:
    if not body.strip():
        return GiftKind.essay
    if body.lstrip().startswith("#"):
        return GiftKind.numerical
    if not all(choice.is_right for choice in choices):
        return GiftKind.choice
    is_pair = all("->" in choice.text.text and choice.weight is None for choice in choices)
    return GiftKind.matching if is_pair else GiftKind.short_answer
