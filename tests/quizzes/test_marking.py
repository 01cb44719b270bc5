"""What an answer earns, as laws that hold for every question."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.errors import Invalid
from quizzes.marking import Key, Kind, Partial, folded, full_marks, mark, passes, read_answer

IDS = ["1", "2", "3", "4", "5"]
id_sets = st.sets(st.sampled_from(IDS), min_size=1)
marks = st.decimals(Decimal("0.01"), 100, places=2)
partials = st.sampled_from(Partial)


def multiple(right):
    return Key(Kind.multiple, frozenset(right))


@given(id_sets, st.sets(st.sampled_from(IDS)), marks, partials)
def test_an_answer_earns_from_nothing_to_everything(right, chosen, most, partial):
    earned = mark(multiple(right), sorted(chosen) or None, most, partial)
    assert 0 <= earned <= most
    assert (earned == most) == (chosen == right) or partial is Partial.share
    assert earned == round(earned, 2)


@given(id_sets, marks, partials)
def test_the_right_answer_earns_everything(right, most, partial):
    assert mark(multiple(right), sorted(right), most, partial) == most


@given(id_sets, st.sampled_from(IDS), marks, partials)
def test_a_wrong_option_earns_nothing_whatever_else_is_chosen(right, wrong, most, partial):
    chosen = right | {wrong}
    if chosen != right:
        assert mark(multiple(right), sorted(chosen), most, partial) == 0


@given(id_sets, marks)
def test_a_part_is_worth_something_only_where_the_quiz_says_so(right, most):
    part = sorted(right)[:-1]
    assert mark(multiple(right), part or None, most, Partial.nothing) == 0
    share = mark(multiple(right), part or None, most, Partial.share)
    assert abs(share - most * len(part) / len(right)) <= Decimal("0.005")


@given(id_sets, st.lists(st.sampled_from(IDS), min_size=1), marks, partials)
def test_neither_order_nor_repetition_of_the_chosen_matters(right, chosen, most, partial):
    once = mark(multiple(right), sorted(set(chosen)), most, partial)
    assert mark(multiple(right), chosen[::-1], most, partial) == once


@pytest.mark.parametrize("kind", Kind)
def test_no_answer_earns_nothing(kind):
    assert mark(Key(kind, frozenset({"1"})), None, Decimal(5), Partial.share) == 0


def test_one_of_three_right_options_of_two_points():
    assert mark(multiple("123"), ["1"], Decimal(2), Partial.share) == Decimal("0.67")


@given(
    st.text(), st.sampled_from([str.upper, str.lower, lambda t: f"  {t}\t", lambda t: t + "\u200b"])
)
def test_width_case_and_space_around_make_no_difference(text, change):
    assert folded(folded(text)) == folded(text)
    if change in {str.upper, str.lower} and not text.isascii():
        return  # some letters have no way back: ß, İ
    assert folded(change(text)) == folded(text)


@pytest.mark.parametrize(
    ("given_answer", "accepted"),
    [
        ("ＡＢＣ１２", "abc12"),
        ("一 年", "一年"),
        ("No  One", "no one"),
        ("1 年", "１年"),
        ("（一）", "(一)"),
    ],
)
def test_such_short_answers_are_the_same(given_answer, accepted):
    key = Key(Kind.short_answer, frozenset({accepted, "别的"}))
    assert mark(key, given_answer, Decimal(2), Partial.nothing) == 2


@pytest.mark.parametrize("given_answer", ["noone", "一年半", "年"])
def test_such_short_answers_are_not(given_answer):
    key = Key(Kind.short_answer, frozenset({"no one", "一年"}))
    assert mark(key, given_answer, Decimal(2), Partial.nothing) == 0


@given(st.lists(marks, min_size=1), st.integers(0, 100))
def test_the_pass_mark_is_exact(all_marks, percent):
    full = full_marks(all_marks)
    assert passes(full, full, Decimal(percent))
    assert passes(full * percent / 100, full, Decimal(percent))
    assert not passes(full * percent / 100 - Decimal("0.01"), full, Decimal(percent))


@pytest.mark.parametrize(
    ("kind", "raw", "kept"),
    [
        (Kind.single, "2", "2"),
        (Kind.single, "", None),
        (Kind.true_false, True, "true"),
        (Kind.true_false, "false", "false"),
        (Kind.multiple, ["3", "1", "3"], ["1", "3"]),
        (Kind.multiple, [], None),
        (Kind.short_answer, " 一年 ", "一年"),
        (Kind.short_answer, 12, "12"),
        (Kind.short_answer, " ", None),
        (Kind.short_answer, "a\x00b", "ab"),
    ],
)
def test_an_answer_is_kept_in_one_form(kind, raw, kept):
    ids = ["true", "false"] if kind is Kind.true_false else IDS
    assert read_answer(kind, ids, raw) == kept


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        (Kind.single, "9"),
        (Kind.single, 1),
        (Kind.single, ["1"]),
        (Kind.single, {}),
        (Kind.multiple, "1"),
        (Kind.multiple, ["9"]),
        (Kind.multiple, [["1"]]),
        (Kind.true_false, "1"),
        (Kind.short_answer, True),
        (Kind.short_answer, ["一年"]),
        (Kind.short_answer, "长" * 501),
    ],
)
def test_what_is_no_answer_to_the_question_is_refused(kind, raw):
    ids = ["true", "false"] if kind is Kind.true_false else IDS
    with pytest.raises(Invalid) as refusal:
        read_answer(kind, ids, raw)
    assert refusal.value.errors[0].field == "answer"
