"""A film comes over a bad line, to a full disk, twice at once: nothing is lost, nothing is mixed."""

import os
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO
from threading import Barrier, Event

import pytest
from sqlalchemy import update

from lms.db import utcnow
from lms.jobs import enqueue
from media.assets import staging as staging_room
from media.assets import uploads as upload_pages
from media.assets.models import Asset, Upload
from media.assets.receiving import CHECKPOINT
from tests.conftest import new_client
from tests.media import tus
from tests.media.work import work_off

FILM = os.urandom(300_000)


@pytest.fixture
def trainer(committed_app, committed_school):
    return new_client(committed_app, committed_school.trainer)


@pytest.fixture
def begun(trainer):
    return tus.create(trainer, "第一讲.mp4", len(FILM)).location


def stored(app, asset_id=1):
    with app.db.session(write=False) as session:
        return session.get(Asset, asset_id)


def test_the_server_says_what_it_can(trainer):
    told = trainer.options("/uploads").headers
    assert told["Tus-Version"] == "1.0.0"
    assert set(told["Tus-Extension"].split(",")) == {
        "creation",
        "creation-with-upload",
        "expiration",
        "checksum",
        "termination",
    }
    assert int(told["Tus-Max-Size"]) >= 2 * 1024**3


@pytest.mark.parametrize("at", ["/uploads", "/api/v1/uploads"])
def test_an_upload_becomes_an_asset_of_the_same_bytes(committed_app, trainer, at):
    made = tus.create(trainer, "C:\\讲座\\第一讲.mp4", len(FILM), at=at)
    assert made.status_code == 201
    assert made.headers["Upload-Expires"].endswith("GMT")
    assert tus.patch(trainer, made.location, 0, FILM[:1000]).headers["Upload-Offset"] == "1000"
    done = tus.patch(trainer, made.location, 1000, FILM[1000:])
    assert done.headers["Upload-Offset"] == str(len(FILM))
    asset = stored(committed_app)
    assert (asset.title, asset.filename, asset.state) == ("第一讲", "第一讲.mp4", "checking")
    assert committed_app.blobs.read(asset.original) == FILM
    assert done.headers["Location-Asset"] == f"/api/v1/assets/{asset.id}"
    assert not list(staging_room.Staging(committed_app.settings.data_dir).folder.iterdir())
    assert trainer.get(done.headers["Location-Asset"]).json["state"] == "checking"
    assert trainer.get(made.location).json["asset_id"] == asset.id


def test_a_small_file_comes_with_its_creation(committed_app, trainer):
    made = tus.create(trainer, "第一讲.mp4", len(FILM), body=FILM)
    assert (made.status_code, made.headers["Upload-Offset"]) == (201, str(len(FILM)))
    assert stored(committed_app).state == "checking"


def test_a_cut_line_loses_nothing_that_came(committed_app, trainer, begun):
    tus.cut_patch(trainer, begun, 0, FILM[:123_456], announced=len(FILM))
    assert tus.offset(trainer, begun) == 123_456
    tus.patch(trainer, begun, 123_456, FILM[123_456:])
    assert committed_app.blobs.read(stored(committed_app).original) == FILM


def test_what_a_kill_left_beyond_the_last_sync_is_written_again(committed_app, trainer, begun):
    tus.cut_patch(trainer, begun, 0, FILM[:1000], announced=len(FILM))
    token = begun.rsplit("/", 1)[1]
    with staging_room.Staging(committed_app.settings.data_dir).path(token).open("ab") as file:
        file.write(b"never noted in the database")
    tus.patch(trainer, begun, 1000, FILM[1000:])
    assert committed_app.blobs.read(stored(committed_app).original) == FILM


@pytest.mark.parametrize("offset", [1, 999_999_999])
def test_a_wrong_offset_is_told_the_right_one(trainer, begun, offset):
    answer = tus.patch(trainer, begun, offset, b"x")
    assert (answer.status_code, answer.json["detail"]) == (409, "续传位置不对，应从 0 字节处继续。")


def test_more_than_was_announced_is_refused(trainer, begun):
    assert tus.patch(trainer, begun, 0, FILM + b"x").status_code == 413
    assert tus.offset(trainer, begun) == 0


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_a_checksum_guards_a_part(trainer, begun, algorithm):
    wrong = {"Upload-Checksum": tus.checksum(b"other", algorithm)}
    refused = tus.patch(trainer, begun, 0, FILM[:5000], **wrong)
    assert refused.status_code == 460
    assert tus.offset(trainer, begun) == 0
    right = {"Upload-Checksum": tus.checksum(FILM[:5000], algorithm)}
    assert tus.patch(trainer, begun, 0, FILM[:5000], **right).status_code == 204
    assert tus.offset(trainer, begun) == 5000


@pytest.mark.parametrize("header", ["crc32 AAAA", "sha1 ***", "sha1"])
def test_a_checksum_that_says_nothing_is_refused(trainer, begun, header):
    answer = tus.patch(trainer, begun, 0, b"x", **{"Upload-Checksum": header})
    assert answer.status_code in {400, 460}
    assert tus.offset(trainer, begun) == 0


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 412),
        ({"Tus-Resumable": "0.2.2"}, 412),
        (tus.HEADERS, 400),
        (tus.HEADERS | {"Upload-Length": "-1"}, 400),
        (tus.HEADERS | {"Upload-Length": "9" * 20}, 400),
        (tus.HEADERS | {"Upload-Length": "9" * 5000}, 400),
        (tus.HEADERS | {"Upload-Length": str(2**40)}, 413),
        (tus.HEADERS | {"Upload-Length": "5", "Upload-Metadata": "filename ***"}, 400),
    ],
)
def test_a_creation_that_is_not_right_is_refused(trainer, headers, status):
    assert trainer.post("/uploads", headers=headers).status_code == status


def test_another_kind_of_body_is_refused(trainer, begun):
    headers = tus.HEADERS | {"Upload-Offset": "0"}
    answer = trainer.patch(begun, headers=headers, data=b"x", content_type="text/plain")
    assert answer.status_code == 415


def test_nobody_touches_the_upload_of_another(committed_app, committed_school, begun):
    for person in (committed_school.other_trainer, committed_school.admin):
        other = new_client(committed_app, person)
        assert tus.patch(other, begun, 0, b"x").status_code == 404
        assert other.head(begun, headers=tus.HEADERS).status_code == 404
        assert other.delete(begun, headers=tus.HEADERS).status_code == 404


def test_only_trainers_and_admins_upload(committed_app, committed_school):
    member = new_client(committed_app, committed_school.member)
    assert tus.create(member, "讲.mp4", 5).status_code == 403
    assert tus.create(new_client(committed_app), "讲.mp4", 5).status_code == 401


def test_a_stopped_upload_leaves_nothing(committed_app, trainer, begun):
    tus.patch(trainer, begun, 0, FILM[:1000])
    assert trainer.delete(begun, headers=tus.HEADERS).status_code == 204
    assert trainer.head(begun, headers=tus.HEADERS).status_code == 404
    assert stored(committed_app) is None
    assert not list(staging_room.Staging(committed_app.settings.data_dir).folder.iterdir())


def test_a_part_that_meets_the_end_of_its_upload_is_told_so(committed_app, trainer, begun):
    token = begun.rsplit("/", 1)[1]
    staging_room.Staging(committed_app.settings.data_dir).remove(token)
    assert tus.patch(trainer, begun, 0, FILM[:1000]).status_code == 404


def test_an_expired_upload_is_swept_away(committed_app, trainer, begun):
    with committed_app.db.session(write=True) as session:
        session.execute(update(Upload).values(expires_at=utcnow() - timedelta(seconds=1)))
        session.commit()
    assert tus.patch(trainer, begun, 0, b"x").status_code == 410
    sweep(committed_app)
    assert stored(committed_app) is None
    assert not list(staging_room.Staging(committed_app.settings.data_dir).folder.iterdir())


def sweep(app):
    with app.db.session(write=True) as session:
        enqueue(session, "media.sweep", {})
        session.commit()
    work_off(app)


def test_a_kill_between_the_last_byte_and_the_asset_is_healed(committed_app, trainer, begun):
    tus.patch(trainer, begun, 0, FILM[:-1])
    token = begun.rsplit("/", 1)[1]
    with staging_room.Staging(committed_app.settings.data_dir).path(token).open("ab") as file:
        file.write(FILM[-1:])
    with committed_app.db.session(write=True) as session:
        long_ago = utcnow() - timedelta(hours=1)
        session.execute(update(Upload).values(offset=Upload.length, created_at=long_ago))
        session.commit()
    sweep(committed_app)
    assert committed_app.blobs.read(stored(committed_app).original) == FILM


def test_a_newer_request_takes_over_and_the_older_one_stops(committed_app, trainer, begun):
    """The line of the first request hangs; the browser has come back on another."""
    arrived, go_on = Event(), Event()

    class Hanging(BytesIO):
        def read(self, size=-1):
            if self.tell():
                arrived.set()
                go_on.wait(10)
            return super().read(min(size, 100_000))

    def hang():
        return trainer.patch(
            begun,
            headers=tus.HEADERS | {"Upload-Offset": "0", "Content-Length": str(len(FILM))},
            input_stream=Hanging(b"old" * 100_000),
            content_type=tus.BODY,
        )

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(hang)
        assert arrived.wait(10)
        assert tus.patch(trainer, begun, 0, FILM).status_code == 204
        go_on.set()
        assert first.result().status_code == 409
    assert committed_app.blobs.read(stored(committed_app).original) == FILM


def test_the_last_part_sent_eight_times_at_once_is_one_asset(committed_app, trainer, begun):
    tus.patch(trainer, begun, 0, FILM[:-10])
    start = Barrier(8)

    def send(_number):
        start.wait()
        return tus.patch(trainer, begun, len(FILM) - 10, FILM[-10:]).status_code

    with ThreadPoolExecutor(8) as pool:
        answers = set(pool.map(send, range(8)))
    assert 204 in answers
    assert answers <= {204, 409, 404}
    assert committed_app.blobs.read(stored(committed_app).original) == FILM


def test_too_many_at_once_are_asked_to_come_back(trainer, begun, monkeypatch):
    monkeypatch.setattr(upload_pages.places, "_value", 0)
    answer = tus.patch(trainer, begun, 0, FILM)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert tus.offset(trainer, begun) == 0


def test_a_file_that_would_not_fit_is_refused_before_it_comes(trainer, monkeypatch):
    monkeypatch.setattr(staging_room, "RESERVE", shutil.disk_usage("/").total)
    answer = tus.create(trainer, "第一讲.mp4", len(FILM))
    assert answer.status_code == 507
    assert answer.json["detail"] == "服务器存储空间不足，放不下这个文件。请联系管理员。"


@pytest.mark.faults
@pytest.mark.skipif(os.geteuid() != 0, reason="mounting a small disk needs root")
def test_a_disk_that_fills_up_keeps_what_came(committed_app, trainer, tmp_path):
    folder = staging_room.Staging(committed_app.settings.data_dir).folder
    folder.mkdir(parents=True, exist_ok=True)
    mount = [shutil.which("mount"), "-t", "tmpfs", "-o", "size=96m", "tmpfs", str(folder)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("this machine allows no mount")
    try:
        film = os.urandom(CHECKPOINT + 8 * 1024**2)
        address = tus.create(trainer, "第一讲.mp4", len(film)).location
        (folder / "others").write_bytes(bytes(shutil.disk_usage(folder).free - 50 * 1024**2))
        answer = tus.patch(trainer, address, 0, film)
        assert answer.status_code == 507
        assert "已上传的部分没有丢失" in answer.json["detail"]
        kept = tus.offset(trainer, address)
        assert CHECKPOINT <= kept < len(film)
        (folder / "others").unlink()
        assert tus.patch(trainer, address, kept, film[kept:]).status_code == 204
        assert committed_app.blobs.read(stored(committed_app).original) == film
    finally:
        subprocess.run([shutil.which("umount"), str(folder)], check=True)
