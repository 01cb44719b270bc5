"""The demo school's lectures are made by the school itself."""

import sys
from itertools import pairwise

import pytest
from PIL import Image

from lms.fonts import cjk_fonts
from media.assets import queries
from media.assets.models import Asset
from media.demo import Script, Slide, order_lecture, slides, speech
from media.demo.script import silent_seconds, timing
from media.encoding.captions import read
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


@pytest.fixture
def glyphs(tmp_path):
    """A folder with Chinese fonts."""
    return cjk_fonts(tmp_path)


VOICE = """#!{python}
import sys, wave
words = open(sys.argv[sys.argv.index("-f") + 1], encoding="utf-8").read()
with wave.open(sys.argv[sys.argv.index("-w") + 1], "wb") as voice:
    voice.setparams((1, 2, 22050, 0, "NONE", ""))
    voice.writeframes(bytes(2 * 22050 * len(words) // 10))
"""


@pytest.fixture(params=["silent", "spoken"])
def voice(request, tmp_path, monkeypatch):
    """A machine with or without a speech program: this one says ten signs a second."""
    monkeypatch.setattr(speech, "PROGRAM", str(tmp_path / "voice"))
    if request.param == "spoken":
        (tmp_path / "voice").write_text(VOICE.format(python=sys.executable))
        (tmp_path / "voice").chmod(0o755)
    return request.param == "spoken"


def test_a_lecture_is_made_and_can_be_watched(tools, glyphs, committed_app, lecture, voice):
    work_off(committed_app)
    with committed_app.db.session(write=False) as session:
        asset = session.get(Asset, lecture)
        cues = read(queries.caption(session, lecture, "zh").vtt.encode())
        sizes = [(row.width, row.height) for row in queries.renditions(session, lecture)]
    assert (asset.state, asset.cause, sizes) == ("ready", "", [(1920, 1080)])
    assert cues[-1].stop < asset.duration_s < cues[-1].stop + 6
    length = len(SCRIPT.sentences[0]) / 10 if voice else silent_seconds(SCRIPT.sentences[0])
    assert cues[0].stop - cues[0].start == pytest.approx(length, abs=0.01)


def test_every_slide_is_a_picture_of_full_size(tmp_path, glyphs):
    files = slides.draw(SCRIPT, glyphs, tmp_path)
    assert [size_of(file) for file in files] == [(1920, 1080)] * 3


def size_of(file):
    with Image.open(file) as picture:
        return picture.size
