"""The demo school's lectures are made by the school itself."""

from itertools import pairwise

import pytest

from lms.fonts import cjk_fonts
from media.assets import queries
from media.assets.models import Asset
from media.demo import Script, Slide, order_lecture, slides, speech
from media.demo.script import timing
from media.encoding.captions import read
from tests.conftest import new_client
from tests.media.work import work_off

SCRIPT = Script(
    title="会前一周做什么",
    speaker="示例讲师",
    slides=(
        Slide("先定议题，再定时间", ("议题来自工作", "两三个为宜"), ("各位同志，这一讲说会前准备。", "第一步是定议题。")),
        Slide("把材料发到每个人手里", ("提前三天发出",), ("第二步是发材料。",)),
    ),
)  # fmt: skip


def test_the_script_is_laid_out_in_time():
    laid = timing(SCRIPT)
    assert [cue.text for cue in laid.cues] == SCRIPT.sentences
    assert all(one.stop <= two.start for one, two in pairwise(laid.cues))
    assert laid.cues[-1].stop < laid.seconds
    assert len(laid.stands) == 3
    spoken = timing(SCRIPT, [1.0, 2.0, 3.0])
    assert [round(cue.stop - cue.start, 3) for cue in spoken.cues] == [1.0, 2.0, 3.0]


def test_a_script_survives_its_job():
    assert Script.read(SCRIPT.stored()) == SCRIPT


@pytest.fixture
def lecture(committed_app, committed_school):
    with committed_app.db.session(write=True) as session:
        trainer = committed_school.actor(session, committed_school.trainer)
        asset_id = order_lecture(session, trainer, SCRIPT)
        session.commit()
    return asset_id


def test_an_ordered_lecture_has_its_length_and_words_at_once(committed_app, lecture):
    with committed_app.db.session(write=False) as session:
        asset = session.get(Asset, lecture)
        words = queries.caption(session, lecture, "zh").vtt
        assert queries.lost(session) == []
    assert (asset.state, asset.kind) == ("queued", "video")
    assert asset.duration_ms == round(timing(SCRIPT).seconds * 1000)
    assert [cue.text for cue in read(words.encode())] == SCRIPT.sentences


@pytest.mark.parametrize("voice", [False, True])
def test_a_lecture_is_made_and_can_be_watched(
    committed_app, committed_school, lecture, monkeypatch, voice
):
    if voice and not speech.can_speak():
        pytest.skip("no speech program on this machine")
    if cjk_fonts(committed_app.settings.data_dir) is None:
        pytest.skip("no Chinese font on this machine")
    monkeypatch.setattr(speech, "can_speak", lambda: voice)
    work_off(committed_app)
    trainer = new_client(committed_app, committed_school.trainer)
    told = trainer.get(f"/api/v1/assets/{lecture}").json
    assert (told["state"], told["cause"]) == ("ready", None)
    assert [(item["width"], item["height"]) for item in told["renditions"]] == [(1920, 1080)]
    ticket = trainer.post(f"/api/v1/assets/{lecture}/playback").json
    with committed_app.db.session(write=False) as session:
        last = read(queries.caption(session, lecture, "zh").vtt.encode())[-1]
    assert last.stop < ticket["duration_s"] < last.stop + 6
    assert "各位同志" in trainer.get(ticket["captions"][0]["url"]).text


def test_every_slide_is_a_picture_of_full_size(tmp_path):
    fonts = cjk_fonts(tmp_path)
    if fonts is None:
        pytest.skip("no Chinese font on this machine")
    files = slides.draw(SCRIPT, fonts, tmp_path)
    assert len(files) == 3
    assert all(file.read_bytes().startswith(b"\x89PNG") for file in files)
