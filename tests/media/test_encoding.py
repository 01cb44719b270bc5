"""From a file that somebody brought to renditions that a browser plays."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.errors import Refusal
from media.encoding import ladder, work
from media.encoding.hls import Offer, master, media_playlist
from media.encoding.ladder import (
    AUDIO_KBIT,
    FILM_RUNGS,
    FILM_SECONDS,
    LARGEST_SEGMENT,
    SLIDE_RUNGS,
    SLIDE_SECONDS,
)
from media.encoding.probe import LONGEST_SECONDS, probe, read, scan

CUT = "视频不完整，后面的内容缺失。请确认原文件能完整播放，再重新上传。"
NO_FILM = "文件不是可用的视频。请上传 MP4、MOV 或 MKV 文件（改扩展名不能改变格式）。"


def examined(tools, source):
    film = probe(tools, source)
    return film, scan(tools, source, film)


def bench_for(tools, source, folder):
    film, packets = examined(tools, source)
    return work.Bench(tools, source, film, folder), ladder.plan(film, packets)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("empty.mp4", "文件是空的（0 字节）。请重新选择文件上传。"),
        ("no-index.mp4", CUT),
        ("no-end.mp4", CUT),
        ("no-end.mkv", CUT),
        ("sound.m4a", "文件里没有画面，只有声音。请上传带画面的视频。"),
    ],
)
def test_a_bad_film_is_refused_with_the_reason(tools, reel, name, words):
    with pytest.raises(Refusal) as refused:
        examined(tools, reel / name)
    assert str(refused.value) == words


@pytest.mark.parametrize(
    "content",
    [
        "#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\n{secret}\n#EXT-X-ENDLIST\n",
        "ffconcat version 1.0\nfile {secret}\n",
        '<?xml version="1.0"?><MPD><Period><AdaptationSet><BaseURL>{secret}</BaseURL></AdaptationSet></Period></MPD>',
        "这不是视频。" * 100,
    ],
)
def test_a_file_that_points_at_another_file_opens_nothing(tools, reel, tmp_path, content):
    bait = tmp_path / "bait"  # as a blob lies: without an extension
    bait.write_text(content.format(secret=reel / "lecture.mp4"))
    with pytest.raises(Refusal) as refused:
        probe(tools, bait)
    assert str(refused.value) == NO_FILM


def told(width=640, height=360, seconds=60, **video):
    stream = {"codec_type": "video", "codec_name": "h264", "width": width, "height": height}
    return {"format": {"duration": str(seconds)}, "streams": [stream | video]}


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (told(width=9000, height=9000), "画面过大（9000×9000）。请导出为 1080p 后上传。"),
        (told(seconds=LONGEST_SECONDS + 1), "视频超过 6 小时。请分成几讲上传。"),
        (told(seconds=0.2), "视频不足 1 秒。请确认导出完整后重新上传。"),
        (told(disposition={"attached_pic": 1}), NO_FILM),
        ({}, NO_FILM),
    ],
)
def test_extremes_are_refused_in_words(facts, words):
    with pytest.raises(Refusal) as refused:
        read(facts)
    assert str(refused.value) == words


def test_a_film_is_seen_as_a_viewer_sees_it():
    turned = read(told(640, 360, side_data_list=[{"rotation": -90}]))
    assert (turned.width, turned.height, turned.is_plain) == (360, 640, False)
    squeezed = read(told(720, 576, sample_aspect_ratio="16:11"))
    assert (squeezed.width, squeezed.height, squeezed.is_plain) == (1047, 576, False)


@pytest.mark.parametrize(
    ("side", "sizes"),
    [
        (2160, [360, 720, 1080]),
        (1080, [360, 720, 1080]),
        (900, [360, 720]),
        (720, [360, 720]),
        (480, [360, 480]),
        (400, [400]),
        (241, [240]),
    ],
)
def test_a_picture_is_never_enlarged(side, sizes):
    assert [rung.side for rung in ladder.rungs(side, FILM_RUNGS)] == sizes


@pytest.mark.parametrize(
    ("rungs", "seconds"), [(FILM_RUNGS, FILM_SECONDS), (SLIDE_RUNGS, SLIDE_SECONDS)]
)
def test_the_fullest_segment_is_below_one_answer(rungs, seconds):
    for rung in rungs:
        buffered = rung.kbit * (seconds + 1) + AUDIO_KBIT * seconds
        assert buffered * 125 < LARGEST_SEGMENT * 0.95


@given(st.integers(64, 2160), st.integers(64, 4096))
def test_every_rendition_keeps_the_shape_in_even_numbers(height, width):
    film = read(told(width, height))
    for rung in ladder.rungs(film.short_side, FILM_RUNGS):
        made = ladder.size(film, rung)
        assert all(side % 2 == 0 for side in made)
        assert abs(made[0] / made[1] - width / height) <= 0.05 * max(1, width / height)
        assert min(made) <= film.short_side


def test_a_film_becomes_aligned_renditions_the_smallest_first(tools, reel, tmp_path):
    bench, plan = bench_for(tools, reel / "lecture.mp4", tmp_path)
    assert plan.cut_seconds is None
    shares = []
    made = work.encode(bench, plan, plan.rungs, shares.append)
    assert [(item.width, item.height) for item in made] == [(640, 360), (1280, 720)]
    assert made[0].track.codecs.startswith("avc1.64")
    assert made[0].track.codecs.endswith(",mp4a.40.2")
    starts = [[segment.seconds for segment in item.track.segments] for item in made]
    assert starts[0] == pytest.approx(starts[1], abs=0.05)
    assert shares == sorted(shares)
    assert 2 <= starts[0][0] <= 6
    playable, _packets = examined(tools, made[1].file)
    assert (playable.width, playable.height) == (1280, 720)


def test_slides_take_fewer_pictures_and_longer_segments(tools, reel):
    film, packets = examined(tools, reel / "slides.mkv")
    plan = ladder.plan(film, packets)
    assert (plan.is_slides, plan.fps, plan.segment_seconds) == (True, Fraction(15), 6)
    film, packets = examined(tools, reel / "lecture.mp4")
    assert not ladder.plan(film, packets).is_slides


def test_a_suitable_film_is_only_repackaged(tools, reel, tmp_path):
    bench, plan = bench_for(tools, reel / "tidy.mp4", tmp_path)
    assert plan.cut_seconds
    made = work.repackage(bench, plan, lambda _share: None)
    assert [round(segment.seconds) for segment in made.track.segments] == [6, 3]
    assert max(segment.length for segment in made.track.segments) <= LARGEST_SEGMENT


def test_a_film_that_cannot_be_cut_in_time_is_encoded(tools, reel, tmp_path):
    for name in ("lecture.mp4", "phone.mov"):
        _bench, plan = bench_for(tools, reel / name, tmp_path)
        assert plan.cut_seconds is None, name


def test_a_poster_is_a_picture(tools, reel, tmp_path):
    bench, _plan = bench_for(tools, reel / "lecture.mp4", tmp_path)
    poster = work.make_poster(bench, lambda _share: None)
    assert poster.read_bytes().startswith(b"\xff\xd8")


def test_playlists_say_what_a_player_needs():
    text = master([Offer("7/playlist.m3u8", 640, 360, 500_000, "avc1.64001e")])
    assert 'BANDWIDTH=500000,RESOLUTION=640x360,CODECS="avc1.64001e"\n7/playlist.m3u8' in text
    rows = media_playlist([4.0, 2.5]).splitlines()
    assert rows[-5:] == [
        "#EXTINF:4.000000,",
        "0.m4s",
        "#EXTINF:2.500000,",
        "1.m4s",
        "#EXT-X-ENDLIST",
    ]
    assert "#EXT-X-TARGETDURATION:4" in rows
