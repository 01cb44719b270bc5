"""Other people's GIFT files, read as their own parser reads them; and our own, there and back."""

import json
import time
from dataclasses import replace
from decimal import Decimal
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.interchange import ItemDraft, Option, Verdict, write_gift
from quizzes.interchange.drafts import faults
from quizzes.interchange.gift.drafting import gift_candidates
from quizzes.interchange.gift.parse import parse_gift
from quizzes.interchange.gift.syntax import GiftKind
from quizzes.marking import Kind
from tests.quizzes.drafts import GIFT_SIGNS, LETTERS, item_drafts

FILES = Path(__file__).parents[3] / "shared/data/gift-peg/tests/questions"
KINDS = {
    GiftKind.category: "Category",
    GiftKind.description: "Description",
    GiftKind.essay: "Essay",
    GiftKind.numerical: "Numerical",
    GiftKind.matching: "Matching",
    GiftKind.choice: "MC",
    GiftKind.true_false: "TF",
    GiftKind.short_answer: "Short",
}
OURS = {"MC", "TF", "Short"}
foreign = pytest.mark.usefixtures("shared_data")


def text(value):
    return value and {"format": value.format.value, "text": value.text}


def choice(value):
    return {
        "isCorrect": value.is_right,
        "weight": None if value.weight is None else float(value.weight),
        "text": text(value.text),
        "feedback": text(value.feedback),
    }


def as_expected(item):
    """Our reading in the words of the expected parse."""
    answers, kind = item.answers, KINDS[item.kind]
    said = {"type": kind, "title": item.title}
    if kind == "Category":
        return {"type": kind, "title": item.stem.text}
    said |= {
        "id": item.block.id,
        "tags": list(item.block.tags) or None,
        "stem": text(item.stem),
        "hasEmbeddedAnswers": item.has_blank,
    }
    if kind in OURS | {"Essay", "Numerical", "Matching"}:
        said["globalFeedback"] = text(answers.global_feedback)
    if kind == "TF":
        said |= {
            "isTrue": answers.is_true,
            "trueFeedback": text(answers.true_feedback),
            "falseFeedback": text(answers.false_feedback),
        }
    if kind in {"MC", "Short"}:
        said["choices"] = [choice(one) for one in answers.choices]
    return said


def without_foreign_answers(expected):
    """Kinds that the school lacks are compared in all but their answers."""
    return {
        key: value
        for key, value in expected.items()
        if key != "matchPairs" and not (key == "choices" and expected["type"] not in OURS)
    }


def gift_files():
    return sorted(FILES.glob("*.gift"))


@foreign
@pytest.mark.parametrize("file", gift_files(), ids=lambda file: file.stem)
def test_a_foreign_file_is_read_as_its_own_parser_reads_it(file):
    expected = json.loads(file.with_suffix(".json").read_text("utf-8"))
    items = list(parse_gift(file.read_text("utf-8")))
    assert [as_expected(item) for item in items] == [
        without_foreign_answers(item) for item in expected
    ]
    assert not any(item.fault for item in items)


@foreign
def test_all_of_the_foreign_items_are_there():
    assert len(gift_files()) == 51
    assert (
        sum(len(json.loads(file.with_suffix(".json").read_text())) for file in gift_files()) == 102
    )


@foreign
@pytest.mark.parametrize("file", gift_files(), ids=lambda file: file.stem)
def test_what_we_have_is_taken_and_what_we_lack_is_named(file):
    for item in gift_candidates(file.read_text("utf-8")):
        if item.kind in set(Kind):
            assert item.draft is not None
            assert not faults(item.draft)
        else:
            assert item.draft is None
            assert item.remarks
            harmless = item.kind in {GiftKind.category, GiftKind.description}
            assert item.verdict is (Verdict.warn if harmless else Verdict.error)


def only(source):
    (candidate,) = gift_candidates(source)
    return candidate


def said(candidate):
    return [remark.message % remark.values for remark in candidate.remarks]


def test_choices_with_one_right_answer_are_single():
    draft = only("谁？{~甲 =乙#对了 ~丙 ####见党章}").draft
    assert draft == ItemDraft(
        kind=Kind.single,
        stem="谁？",
        options=(Option("甲"), Option("乙", is_right=True), Option("丙")),
        explanation="见党章\n乙：对了",
    )


def test_weights_that_add_up_are_a_multiple_choice():
    candidate = only("哪些？{~%50%甲 ~%50%乙 ~%-100%丙}")
    assert candidate.verdict is Verdict.ok
    assert candidate.draft.kind is Kind.multiple
    assert [option.is_right for option in candidate.draft.options] == [True, True, False]


def test_what_earns_a_part_is_named_because_it_is_left_behind():
    candidate = only("难题{~错 ~%50%半对 =全对}")
    assert candidate.draft.kind is Kind.single
    assert said(candidate) == ["选项“半对”原来得部分分，导入后不得分。"]
    short = only("动物？{=青蛙 =%50%猫 =%0%*}")
    assert short.draft.wordings == ("青蛙",)
    assert said(short) == ["答案“猫”只得部分分，没有导入。"]


def test_words_stay_and_looks_go():
    candidate = only('[html]<p>甲&nbsp;<b>乙</b></p><p>丙<img src\\="x"></p>{TRUE}')
    assert candidate.draft.stem == "甲 乙\n丙"
    assert said(candidate) == ["图片、表格、音视频等没有导入，请检查。"]
    assert said(only("[markdown]**甲** 是？{TRUE}")) == ["文字的格式没有保留。"]
    assert only("[html]<p>甲 < 乙</p>{TRUE}").verdict is Verdict.ok


def test_a_category_becomes_the_topic_of_what_follows():
    first, second = gift_candidates("$CATEGORY: $course$/top/党章\n\n甲{TRUE}\n")
    assert (first.verdict, second.draft.topic) == (Verdict.warn, "党章")


def test_a_missing_brace_costs_one_question_only():
    first, second, third = gift_candidates("甲{=1 ~2\n\n乙{TRUE}\n\n丙{FALSE}")
    assert first.verdict is Verdict.error
    assert "花括号不成对" in said(first)[0]
    assert second.draft
    assert third.draft
    assert third.place.values == {"line": 5}


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("甲 {=乙} 丙 {=丁}", "一道题只能有一处答案"),
        ("甲 {乙 ~丙}", "每个答案应以 = 或 ~ 开头。"),
        ("甲 {~乙 ~丙}", "请标出正确选项。"),
        ("甲 {=乙 ~乙}", "有两个选项内容相同。"),
        ("甲 {~=乙}", "有选项没有内容。"),
        ("{=乙 ~丙}", "请填写题干。"),
        (f"{'甲' * 5000} {{TRUE}}", "最多 4000 个字，现在是 5000 个。"),
    ],
)
def test_a_question_that_cannot_be_taken_says_why(source, words):
    candidate = only(source)
    assert candidate.verdict is Verdict.error
    assert candidate.draft is None
    assert any(words in remark for remark in said(candidate))


@given(st.lists(item_drafts(), max_size=4))
def test_what_we_write_we_read_back_the_same(drafts):
    read = [item for item in gift_candidates(write_gift(drafts)) if item.is_question]
    marks = [Decimal("1.00")] * len(drafts)  # GIFT has no marks
    assert [item.draft for item in read] == [
        replace(draft, max_mark=mark) for draft, mark in zip(drafts, marks, strict=True)
    ]
    assert {item.verdict for item in read} <= {Verdict.ok, Verdict.warn}


@given(st.text(GIFT_SIGNS | LETTERS, max_size=400))
def test_any_text_gets_a_verdict(source):
    for candidate in gift_candidates(source):
        assert candidate.remarks or candidate.draft


@pytest.mark.parametrize(
    "source",
    ["题{" + "~a " * 30_000 + "}", "题{=x " + "".join(f"~%50%{n} " for n in range(9000)) + "}",
     "[markdown]" + "[" * 100_000 + "{T}"],
    ids=["options", "remarks", "brackets"],
)  # fmt: skip
def test_a_question_of_countless_parts_is_judged_at_once(source):
    began = time.process_time()
    (candidate,) = gift_candidates(source)
    assert candidate.draft is None
    assert time.process_time() - began < 3  # by the square of their number it took 20


def test_a_file_of_open_braces_does_not_take_the_afternoon():
    assert len(list(islice(gift_candidates("{\n\n" * 100_000), 2001))) == 2001
