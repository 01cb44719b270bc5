import shutil
from pathlib import Path

import pytest
import time_machine

from lms.bootstrap.features import cjk_fonts
from media.encoding.tools import located
from tests.media import films
from tests.media.viewers import NOON, Viewer, add_film


@pytest.fixture(scope="session")
def reel(tmp_path_factory) -> Path:
    """A folder of small films, made once."""
    folder = tmp_path_factory.mktemp("reel")
    films.make(folder / "lecture.mp4", "-g", "250", size="1280x720", rate=10)
    films.make(folder / "tidy.mp4", "-g", "50", "-keyint_min", "50", "-b:v", "500k", seconds=9)
    films.make(folder / "index-first.mp4", "-movflags", "+faststart")
    films.still(folder / "slides.mkv", "-g", "250")
    films.cut(folder / "lecture.mp4", folder / "no-index.mp4", 0.6)
    films.cut(folder / "index-first.mp4", folder / "no-end.mp4", 0.6)
    films.cut(folder / "slides.mkv", folder / "no-end.mkv", 0.6)
    films.ffmpeg("-f", "lavfi", "-i", "sine=duration=2", folder / "sound.m4a")
    turned = ["-c", "copy", "-metadata:s:v", "rotate=90"]
    films.ffmpeg("-i", folder / "lecture.mp4", *turned, folder / "phone.mov")
    (folder / "empty.mp4").touch()
    (folder / "words.mp4").write_text("这不是视频。\n" * 50)
    return folder


@pytest.fixture(scope="session")
def tools(tmp_path_factory):
    return located(tmp_path_factory.mktemp("no-tools"))


@pytest.fixture
def glyphs():
    """The machine has a Chinese font: see tests/needs.py."""
    return cjk_fonts()


@pytest.fixture
def soffice():
    """The machine has LibreOffice: see tests/needs.py."""
    return shutil.which("soffice")


@pytest.fixture
def film(session, school):
    return add_film(session, school.trainer)


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def facts(app):
    return app.facts


@pytest.fixture
def viewer(session, school, film, facts, clock):
    return Viewer(session, facts, school.actor(session, school.member), film)
