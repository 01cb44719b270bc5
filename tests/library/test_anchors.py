"""A citation outlives the editions: anchors stay with their paragraphs."""

import time

from hypothesis import given
from hypothesis import strategies as st

from library.works.anchors import Old, carry

paragraphs = st.lists(
    st.text(st.sampled_from("党课人民会议，。"), min_size=1, max_size=12), max_size=12
)


def first_edition(texts):
    return [Old(n, text) for n, text in enumerate(texts, 1)]


@st.composite
def edits(draw):
    """An edition and what became of it: paragraphs moved, dropped, added or rewritten."""
    texts = draw(paragraphs)
    kept = draw(st.permutations(texts))[: draw(st.integers(0, len(texts)))]
    added = draw(paragraphs)
    mixed = draw(st.permutations([*kept, *added]))
    return texts, list(mixed)


@given(edits())
def test_every_paragraph_that_occurs_once_in_both_keeps_its_anchor(edit):
    texts, changed = edit
    carried = carry(first_edition(texts), changed, len(texts) + 1)
    for place, text in enumerate(changed):
        if changed.count(text) == texts.count(text) == 1:
            assert carried.anchors[place] == texts.index(text) + 1


@given(edits())
def test_no_anchor_is_given_twice_and_fresh_ones_are_fresh(edit):
    texts, changed = edit
    carried = carry(first_edition(texts), changed, len(texts) + 1)
    assert len(set(carried.anchors)) == len(changed)
    fresh = {anchor for anchor in carried.anchors if anchor > len(texts)}
    assert fresh == set(range(len(texts) + 1, carried.next_anchor))


@given(paragraphs)
def test_the_same_text_again_keeps_every_anchor(texts):
    carried = carry(first_edition(texts), texts, len(texts) + 1)
    assert carried == (list(range(1, len(texts) + 1)), len(texts) + 1)


def test_a_corrected_paragraph_keeps_its_anchor_and_a_new_one_gets_the_next():
    old = first_edition(["会前要做好准备工作。", "会后要抓落实。"])
    new = ["会前要做好各项准备工作。", "本段是新加的内容，与前文无关。", "会后要抓落实。"]
    assert carry(old, new, 3) == ([1, 3, 2], 4)


def test_a_rewritten_paragraph_is_a_new_one():
    old = first_edition(["会前要做好准备工作。", "会后要抓落实。"])
    assert carry(old, ["完全不同的一段文字", "会后要抓落实。"], 9) == ([9, 2], 10)


def test_a_novel_with_nothing_in_common_is_compared_in_seconds():
    old = first_edition([f"旧书第{n}段" + "话说天下大势" * 20 for n in range(4000)])
    new = [f"新书第{n}节" + "且说当时光景" * 20 for n in range(4000)]
    start = time.process_time()
    carry(old, new, 4001)
    assert time.process_time() - start < 20
