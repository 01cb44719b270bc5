"""Files that are only taken along: by their content, under their own name, within their size."""

from dataclasses import replace

import pytest

from tests.conftest import new_client
from tests.media import papers, tus
from tests.media.work import work_off

JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF" + b"\0" * 20
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
WEBP = b"RIFF\x10\0\0\0WEBPVP8 "
MP3 = b"ID3\x04\0\0" + b"\0" * 20
M4A = b"\0\0\0\x20ftypM4A \0\0"
SHEET = papers.open_document("spreadsheet", "<x/>")
TAKEN = [
    ("合影.JPG", JPEG), ("图.png", PNG), ("图.webp", WEBP), ("录音.mp3", MP3), ("录音.m4a", M4A),
    ("说明.txt", "先读我\n".encode()), ("名单.csv", "姓名,工号\n甲,1\n".encode("gb18030")),
    ("表.ods", SHEET), ("旧表.xls", papers.compound("Workbook")),
]  # fmt: skip
REFUSED = [
    ("合影.html", JPEG, "文件的内容与扩展名不符"),
    ("录音.exe", MP3, "文件的内容与扩展名不符"),
    ("表.docx", SHEET, "文件的内容与扩展名不符"),
    ("资料.zip", papers.zipped({"读我.txt": "你好"}), "这是压缩包"),
    ("页面.html", b"<script>alert(1)</script>", "文件不是可用的视频"),
    ("假.txt", b"\0\1\2\3", "这不是文本文件"),
    ("假.csv", b"\xff\xff\xff", "这不是文本文件"),
]


@pytest.fixture
def trainer(committed_app, committed_school):
    return new_client(committed_app, committed_school.trainer)


def told(trainer, asset_id):
    return trainer.get(f"/api/v1/assets/{asset_id}").json


@pytest.mark.parametrize(("name", "content"), TAKEN)
def test_a_file_is_taken_as_it_is_and_given_back_as_a_file(committed_app, trainer, name, content):
    asset_id = tus.upload(trainer, name, content)
    work_off(committed_app)
    ready = told(trainer, asset_id)
    assert (ready["state"], ready["kind"], ready["cause"]) == ("ready", "file", None)
    page = trainer.get(f"/teach/media/{asset_id}")
    assert "供学员下载" in page.text
    answer = trainer.get(f"/teach/media/{asset_id}/original")
    assert answer.data == content
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.mimetype == "application/octet-stream"


@pytest.mark.parametrize(("name", "content", "words"), REFUSED)
def test_what_is_not_what_it_calls_itself_is_refused(committed_app, trainer, name, content, words):
    asset_id = tus.upload(trainer, name, content)
    work_off(committed_app)
    refused = told(trainer, asset_id)
    assert refused["state"] == "failed"
    assert refused["cause"].startswith(words)


def test_a_file_above_the_limit_is_refused(committed_app, trainer):
    committed_app.settings = replace(committed_app.settings, largest_material_bytes=1024**2)
    asset_id = tus.upload(trainer, "大图.png", PNG + b"\0" * 1024**2)
    work_off(committed_app)
    assert told(trainer, asset_id)["cause"] == "这类资料最大 1 MB。请压缩或拆分后上传。"


def test_files_are_found_among_films_and_sorted(committed_app, trainer):
    for name, content in TAKEN[:2]:
        tus.upload(trainer, name, content)
    work_off(committed_app)
    listed = trainer.get("/teach/media?kind=file&state=ready&sort=title").text
    assert listed.index("合影") > listed.index("图")
    assert "没有符合条件的视频或课件" in trainer.get("/teach/media?state=failed").text
