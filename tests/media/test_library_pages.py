"""The trainer's media library, as its pages tell it."""

from io import BytesIO

import pytest

from media.assets.models import Asset, Kind, State
from tests.conftest import new_client
from tests.media import tus
from tests.media.work import work_off


@pytest.fixture
def add(session, school):
    def _add(title="第一讲", **values):
        asset = Asset(
            **{
                "owner_id": school.trainer.id,
                "title": title,
                "filename": "1.mp4",
                "size": 664 * 1024**2,
                "original": "0" * 64,
                **values,
            }
        )
        session.add(asset)
        session.flush()
        return asset

    return _add


@pytest.fixture
def trainer(sign_in, school):
    return sign_in(school.trainer)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"state": State.uploading, "original": None}, "上传未完成"),
        ({"state": State.checking}, "安全检查"),
        ({"state": State.queued, "kind": Kind.video}, "等待转码"),
        ({"state": State.encoding, "kind": Kind.video, "progress": 0.45}, "转码中 45%"),
        ({"state": State.ready, "kind": Kind.video, "duration_ms": 1_800_000}, "30:00"),
        ({"state": State.ready, "kind": Kind.video, "duration_ms": 9000}, "缺字幕"),
        ({"state": State.ready, "kind": Kind.document, "page_count": 12}, "12\xa0页"),
        (
            {
                "state": State.failed,
                "cause": "视频超过 %(hours)s 小时。请分成几讲上传。",
                "cause_values": {"hours": 6},
            },
            "视频超过 6 小时。请分成几讲上传。",
        ),
    ],
)
def test_every_state_is_said_in_words(trainer, add, values, words):
    asset = add(**values)
    for page in ("/teach/media", "/teach/media/rows", f"/teach/media/{asset.id}"):
        if words in {"上传未完成", "等待转码", "转码中 45%", "缺字幕"} and page.endswith(
            str(asset.id)
        ):
            continue  # its own page draws these as steps
        assert words in trainer.get(page).text, page


def test_an_empty_library_says_what_to_do(trainer):
    assert "媒体库还是空的" in trainer.get("/teach/media").text
    assert "清除筛选" in trainer.get("/teach/media?q=没有").text


def test_nothing_new_is_an_empty_answer_until_all_is_done(session, trainer, add):
    asset = add(state=State.encoding, kind=Kind.video, progress=0.1)
    first = trainer.get(f"/teach/media/{asset.id}/progress")
    assert (first.status_code, first.headers["X-Poll"]) == (200, "on")
    again = trainer.get(
        f"/teach/media/{asset.id}/progress", headers={"If-None-Match": first.headers["ETag"]}
    )
    assert (again.status_code, again.data) == (304, b"")
    asset.state = State.ready
    session.flush()
    assert trainer.get(f"/teach/media/{asset.id}/progress").headers["X-Poll"] == "end"


def test_others_find_nothing(sign_in, school, add):
    asset = add(state=State.ready, kind=Kind.video)
    other = sign_in(school.other_trainer)
    for page in ("", "/progress", "/preview", "/poster.jpg", "/captions/zh.vtt"):
        assert other.get(f"/teach/media/{asset.id}{page}").status_code == 404
    for deed in ("/retry", "/retirement", "/captions", "/captions/zh/removal", "/abandonment"):
        assert other.post(f"/teach/media/{asset.id}{deed}").status_code == 404
    assert "第一讲" not in other.get("/teach/media").text
    member = sign_in(school.member).get("/teach/media")
    assert (member.status_code, "请联系管理员" in member.text) == (403, True)


def test_a_title_is_kept_and_an_empty_one_refused(trainer, add):
    asset = add(state=State.ready, kind=Kind.video)
    for empty in ("", "\u3000"):
        assert trainer.post(f"/teach/media/{asset.id}", data={"title": empty}).status_code == 422
    assert trainer.post(f"/teach/media/{asset.id}", data={"title": "新标题"}).status_code == 302
    assert "新标题" in trainer.get("/teach/media").text


def captions(words):
    return (BytesIO(words.encode()), "1.vtt")


def test_captions_come_and_go(trainer, add):
    asset = add(state=State.ready, kind=Kind.video)
    address = f"/teach/media/{asset.id}/captions"
    wrong = trainer.post(address, data={"language": "zh", "captions": captions("不是字幕")})
    assert (wrong.status_code, "字幕第 1 行：缺少时间" in wrong.text) == (422, True)
    typed = trainer.post(address, data={"language": "zh", "captions": "WEBVTT"})
    assert (typed.status_code, "请选择字幕文件。" in typed.text) == (422, True)
    good = captions("WEBVTT\n\n00:01.000 --> 00:02.000\n同志们")
    assert trainer.post(address, data={"language": "zh", "captions": good}).status_code == 302
    assert "同志们" in trainer.get(f"{address}/zh.vtt").text
    assert "有字幕" in trainer.get("/teach/media").text
    trainer.post(f"{address}/zh/removal")
    assert trainer.get(f"{address}/zh.vtt").status_code == 404


def test_a_retired_asset_leaves_the_list(trainer, add):
    asset = add(state=State.ready, kind=Kind.video)
    trainer.post(f"/teach/media/{asset.id}/retirement")
    assert "第一讲" not in trainer.get("/teach/media/rows").text
    assert "已移除" in trainer.get(f"/teach/media/{asset.id}").text


@pytest.fixture
def page(committed_app, committed_school):
    return new_client(committed_app, committed_school.trainer)


def test_without_javascript_a_file_comes_in_one_piece(committed_app, page, reel):
    assert page.post("/teach/media", data={"file": "no file"}).status_code == 422
    refused = page.post("/teach/media", data={})
    assert (refused.status_code, "请选择文件。" in refused.text) == (422, True)
    film = (BytesIO((reel / "slides.mkv").read_bytes()), "第一讲.mp4")
    shown = page.post("/teach/media", data={"file": film})
    assert shown.status_code == 302
    work_off(committed_app)
    assert "可使用" in page.get("/teach/media").text
    assert "预览" in page.get(shown.location).text
    assert "data-player" in page.get(f"{shown.location}/preview").text


def test_an_upload_can_be_given_up(committed_app, page):
    tus.create(page, "第一讲.mp4", 1000)
    assert "重新选择同一个文件，会从中断处继续。" in page.get("/teach/media").text
    assert page.post("/teach/media/1/abandonment").status_code == 302
    assert "媒体库还是空的" in page.get("/teach/media").text
