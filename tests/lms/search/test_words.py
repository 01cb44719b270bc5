"""How text is taken apart, and what of it is marked."""

from hypothesis import given
from hypothesis import strategies as st

from lms.search import Query, excerpt, marks_of
from lms.search.analysis import fold, pairs, places_of_pairs, words


@given(st.text())
def test_folding_keeps_every_character_in_its_place(text):
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


def test_folding_makes_letters_plain_and_leaves_characters():
    assert fold("ＡＢｃ１２：党章 É") == "abc12:党章 é"


def test_folding_makes_traditional_characters_simplified_ones():
    assert fold("沒有調查就沒有發言權") == "没有调查就没有发言权"
    assert fold("乾坤") == "干坤"  # each character by itself


def test_marks_fit_texts_in_the_other_characters():
    assert marked("沒有調查，不行。", "没有调查") == ["沒有調查"]


def test_pairs_overlap_and_the_last_character_stands_alone():
    assert pairs("三会一课") == ["三会", "会一", "一课", "课"]


def test_pairs_do_not_cross_punctuation():
    assert places_of_pairs("党课，课堂") == {"党课": [0], "课": [1], "课堂": [3], "堂": [4]}


def test_words_hold_the_words_within_them():
    found = words(fold("中国共产党党员学习GB18030"))
    assert {"中国共产党", "共产党", "党员", "学习", "gb18030"} <= set(found)
    assert "的" not in words("我的")


def marked(text, query):
    return [text[start:stop] for start, stop in marks_of(text, Query.parse(query))]


def test_what_was_asked_for_is_marked():
    assert marked("会后还要有落实。会前准备。", "会后还要有落实") == ["会后还要有落实"]
    assert marked("党员大会和支委会", "支委会 党员大会") == ["党员大会", "支委会"]
    assert marked("ＧＢ 7714 标准", "gb") == ["ＧＢ"]


def test_a_pair_that_is_no_word_of_the_query_is_not_marked():
    assert marked("他就没来。没有意见。", "没有调查就没有发言权") == ["没有"]


def test_quoted_words_are_marked_only_as_a_whole():
    assert marked("安全生产，安全第一", "“安全生产”") == ["安全生产"]


texts = st.text(st.sampled_from("党课人民会，。a"), max_size=80)


@given(texts, texts)
def test_marks_are_in_order_apart_and_within_the_text(text, query):
    marks = marks_of(text, Query.parse(query))
    edges = [at for mark in marks for at in mark]
    assert edges == sorted(set(edges))
    assert all(0 <= at <= len(text) for at in edges)


@given(texts, texts, st.integers(1, 40))
def test_an_excerpt_is_a_part_of_the_text_with_its_marks(text, query, longest):
    marks = marks_of(text, Query.parse(query))
    part = excerpt(text, marks, longest)
    assert part.text in text
    assert len(part.text) <= max(longest, 0) or part.text == text
    assert "".join(piece for piece, _marked in part.pieces) == part.text


def test_an_excerpt_shows_where_most_is_marked():
    text = "党课" + "无" * 500 + "党课党课党课" + "无" * 500
    part = excerpt(text, marks_of(text, Query.parse("党课")), 100)
    assert "党课党课党课" in part.text
    assert (part.is_cut_before, part.is_cut_after) == (True, True)
