import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.errors import Invalid
from media.encoding.captions import Cue, read, stamp, write

VTT = """WEBVTT - 示例

NOTE 校对稿

STYLE
::cue { color: red }

1
00:01.000 --> 00:04.500 align:start
<v 主讲>同志们，<b>今天</b>讲&lt;第一&gt;讲。

01:00:05.250 --> 01:00:07.000
第二句
第二行
"""
SRT = "1\r\n00:00:01,500 --> 00:00:02,000\r\n第一句\r\n\r\n2\r\n00:00:03,000 --> 00:00:04,000\r\n第二句\r\n"


def test_webvtt_is_read_as_plain_words():
    assert read(VTT.encode()) == [
        Cue(1.0, 4.5, "同志们，今天讲<第一>讲。"),
        Cue(3605.25, 3607.0, "第二句\n第二行"),
    ]


def test_subrip_in_the_encoding_of_old_tools_is_read_too():
    assert [cue.text for cue in read(SRT.encode("gb18030"))] == ["第一句", "第二句"]
    assert read(b"\xef\xbb\xbf" + SRT.encode())[0].start == 1.5
    assert [cue.text for cue in read(SRT.encode("utf-16"))] == ["第一句", "第二句"]


def test_subrip_becomes_webvtt():
    assert write(read(SRT.encode("gb18030"))) == (
        "WEBVTT\n\n00:00:01.500 --> 00:00:02.000\n第一句\n\n00:00:03.000 --> 00:00:04.000\n第二句\n"
    )


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("WEBVTT\n\n00:05.000 --> 00:01.000\n倒着", "字幕第 3 行：结束时间应晚于开始时间。"),
        ("WEBVTT\n\n00:05 --> 以后\n坏", "字幕第 3 行：时间写法不对。"),
        ("随便写的一段话", "字幕第 1 行：缺少时间（如 00:01.000 --> 00:04.000）。"),
        ("WEBVTT\n", "字幕文件里没有可用的字幕。请上传 WebVTT（.vtt）或 SRT 文件。"),
        ("", "字幕文件里没有可用的字幕。请上传 WebVTT（.vtt）或 SRT 文件。"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(content, words):
    with pytest.raises(Invalid) as refused:
        read(content.encode())
    error = refused.value.errors[0]
    assert error.message % (error.values or {}) == words


def test_a_file_of_another_kind_is_refused():
    for content in (b"\x89PNG\r\n\x1a\n\xff\xff\xff", b"0" * 3_000_000, bytes(range(256))):
        with pytest.raises(Invalid):
            read(content)


words = st.characters(exclude_categories=["C", "Z"], exclude_characters="<>&")
line = st.text(words, min_size=1, max_size=30)


@given(st.lists(st.tuples(st.integers(0, 10**7), st.integers(1, 10**5), line), min_size=1))
def test_what_is_written_is_read_again(rows):
    cues = sorted(Cue(at / 1000, (at + long) / 1000, text) for at, long, text in rows)
    assert [(stamp(c.start), stamp(c.stop), c.text) for c in read(write(cues).encode())] == [
        (stamp(c.start), stamp(c.stop), c.text) for c in cues
    ]


def test_written_words_can_only_be_words():
    script = Cue(0.0, 1.0, "<script>alert(1)</script> & --> \n\nNOTE 空行")
    assert write([script]).count("\n\n") == 1
    assert "<script>" not in write([script])
