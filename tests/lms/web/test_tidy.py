"""What people type and paste is made tidy before anybody looks at it."""

import pytest

from lms.web import tidy


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  张　三 ", "张 三"),
        ("张\u200b三\ufeff", "张三"),
        ("\u202egnp.三张", "gnp.三张"),
        ("第一讲\x1b[2J\x07", "第一讲[2J"),
        ("\u200b \u2060", ""),
        ("学习 👨\u200d👩\u200d👧", "学习 👨\u200d👩\u200d👧"),
        (None, None),
    ],
)
def test_of_words_on_one_line_only_what_is_seen_is_kept(typed, kept):
    assert tidy.words(typed) == kept
