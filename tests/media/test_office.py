"""Slides and texts of office programs become pages; what would do harm is refused in words."""

import shutil
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import select

from lms.errors import Refusal
from lms.jobs.models import Job
from lms.sandbox import Walls
from media.assets.models import PageText
from media.encoding import office, typefaces
from tests.conftest import new_client
from tests.media import papers, tus
from tests.media.work import work_off

FONTS = Path("/usr/share/fonts")


@pytest.fixture
def trainer(committed_app, committed_school):
    return new_client(committed_app, committed_school.trainer)


def told(client, asset_id):
    return client.get(f"/api/v1/assets/{asset_id}").json


def text_of(app, asset_id):
    with app.db.session(write=False) as session:
        statement = select(PageText.text).where(PageText.asset_id == asset_id)
        return list(session.scalars(statement.order_by(PageText.number)))


def kinds(app):
    with app.db.session(write=False) as session:
        statement = select(Job.kind).where(Job.kind.startswith("media."))
        return list(session.scalars(statement.order_by(Job.id)))


@pytest.mark.parametrize(
    ("paper", "text"),
    [
        (papers.pptx(), ["第一页:三会一课", "第二页:主题党日"]),
        (papers.docx("党支部工作条例"), ["党支部工作条例"]),
        (papers.odp(), ["组织生活会"]),
    ],
    ids=["pptx", "docx", "odp"],
)
def test_an_office_file_becomes_pages_with_words(committed_app, trainer, soffice, paper, text):
    asset_id = tus.upload(trainer, "片子.mp4", paper)  # the name says nothing
    work_off(committed_app)
    ready = told(trainer, asset_id)
    assert (ready["state"], ready["kind"], ready["cause"]) == ("ready", "document", None)
    assert ready["page_count"] == len(text)
    assert text_of(committed_app, asset_id) == text
    assert kinds(committed_app) == ["media.check", "media.convert"]
    assert not list((committed_app.settings.data_dir / "work").iterdir())


@pytest.mark.parametrize("older", [("ppt", papers.pptx()), ("doc", papers.docx())])
def test_older_formats_become_pages_too(committed_app, trainer, soffice, tmp_path, older):
    wanted, paper = older
    old = papers.by_libreoffice(paper, f"{wanted}x", wanted, tmp_path)
    assert old.startswith(b"\xd0\xcf\x11\xe0")
    asset_id = tus.upload(trainer, f"讲义.{wanted}", old)
    work_off(committed_app)
    assert told(trainer, asset_id)["state"] == "ready"


MACROS = papers.with_part(papers.docx(), "word/vbaProject.bin")
LOCKED = papers.open_document("text", "<x/>", manifest='<m:encryption-data m:checksum="x"/>')
REFUSED = [
    (MACROS, "文件里有宏"),
    (papers.open_document("text", "<x/>", **{"Basic/Standard/Module1.xml": "<x/>"}), "文件里有宏"),
    (papers.compound("WordDocument", "_VBA_PROJECT"), "文件里有宏"),
    (LOCKED, "文件设有打开密码"),
    (papers.compound("EncryptionInfo", "EncryptedPackage"), "文件设有打开密码"),
    (papers.compound("WordDocument", word_flags=0x0100), "文件设有打开密码"),
    (papers.zipped({"读我.txt": "你好"}), "这是压缩包"),
    (papers.compound("Something"), "这是压缩包"),
    (papers.endless(papers.docx()), "文件解开后过大"),
    (papers.docx()[:4000], "文件无法打开"),
    (b"\xd0\xcf\x11\xe0" + b"\0" * 100, "文件无法打开"),
    (b"\xd0\xcf\x11\xe0" + b"\xff" * 5000, "文件无法打开"),
]


@pytest.mark.parametrize(("paper", "words"), REFUSED)
def test_what_cannot_be_courseware_is_refused_with_its_reason(tmp_path, paper, words):
    source = tmp_path / "blob"
    source.write_bytes(paper)
    with pytest.raises(Refusal) as refused:
        office.recognise(Walls(tmp_path, source), _folder(tmp_path))
    assert refused.value.message.startswith(words)
    assert "请" in refused.value.message


def test_a_refusal_is_read_in_the_media_library(committed_app, trainer):
    asset_id = tus.upload(trainer, "讲义.docx", MACROS)
    work_off(committed_app)
    failed = told(trainer, asset_id)
    assert failed["state"] == "failed"
    assert failed["cause"].startswith("文件里有宏")


def test_what_libreoffice_cannot_read_is_refused(tmp_path, soffice):
    parts = {"[Content_Types].xml": papers.types_of(1), "ppt/presentation.xml": "<broken"}
    with pytest.raises(Refusal) as refused:
        _convert(tmp_path, papers.zipped(parts))
    assert refused.value.message == office.UNCONVERTED


def test_a_conversion_without_end_is_ended(tmp_path, soffice, monkeypatch):
    monkeypatch.setattr(office, "CONVERT_SECONDS", 0.1)  # before it can be through
    with pytest.raises(Refusal) as refused:
        _convert(tmp_path, papers.docx())
    assert refused.value.message == office.TOO_SLOW
    assert _all_end(str(tmp_path).encode())


def _all_end(folder, patience=5.0):
    """Processes that were killed are gone a moment later."""
    end = time.monotonic() + patience
    while time.monotonic() < end and any(folder in line for line in _command_lines()):
        time.sleep(0.05)
    return not any(folder in line for line in _command_lines())


def _command_lines():
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            yield (process / "cmdline").read_bytes()


def test_a_cancelled_job_ends_its_conversion(tmp_path, soffice):
    class Cancelled(Exception):
        pass

    def _cancel(_share):
        raise Cancelled

    with pytest.raises(Cancelled):
        _convert(tmp_path, papers.docx(), hear=_cancel)


def test_without_libreoffice_the_remedy_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(office.shutil, "which", lambda _name: None)
    with pytest.raises(Refusal) as refused:
        _convert(tmp_path, papers.docx())
    assert refused.value.message == office.MISSING


def test_official_typefaces_become_ones_that_we_have(tmp_path, glyphs):
    """So 仿宋 and 方正小标宋 come as serifs and 黑体 as a sans, in the forms of simplified Chinese."""
    target = typefaces.write(tmp_path / "fonts.conf", FONTS)
    assert {_match(target, name) for name in typefaces.SERIF} == {"Noto Serif CJK SC"}
    assert {_match(target, name) for name in typefaces.SANS} == {"Noto Sans CJK SC"}


def _match(config, name):
    told = subprocess.run(
        [shutil.which("fc-match"), "--format", "%{family[0]}", name.replace("-", "\\-")],
        env={"FONTCONFIG_FILE": str(config), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=True,
    )
    return told.stdout


def _folder(tmp_path):
    folder = tmp_path / "work"
    folder.mkdir()
    return folder


def _convert(tmp_path, paper, hear=lambda share: None):
    source = tmp_path / "blob"
    source.write_bytes(paper)
    return office.convert(Walls(tmp_path, source), _folder(tmp_path), FONTS, hear)
