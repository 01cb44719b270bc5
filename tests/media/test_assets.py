"""What was uploaded is looked at, made ready, or refused in words its trainer can act on."""

import os
import signal
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdfium2 import PdfDocument
from sqlalchemy import select

from lms.errors import Conflict, Forbidden, NotFound
from lms.jobs.models import Job
from lms.people import Actor, Grant, Role
from lms.sandbox import runs
from media.assets import listing, queries, services
from media.assets.models import Asset, Kind, State
from media.assets.policy import managed_by, may_manage
from tests.conftest import new_client
from tests.generated import worlds
from tests.media import tus
from tests.media.work import work_off


@pytest.fixture
def trainer(committed_app, committed_school):
    return new_client(committed_app, committed_school.trainer)


def pdf(pages=3) -> bytes:
    document = PdfDocument.new()
    for _page in range(pages):
        document.new_page(595, 842)
    target = BytesIO()
    document.save(target)
    return target.getvalue()


def told(client, asset_id):
    return client.get(f"/api/v1/assets/{asset_id}").json


def test_a_film_becomes_ready(committed_app, trainer, reel):
    asset_id = tus.upload(trainer, "第一讲.mp4", (reel / "lecture.mp4").read_bytes())
    assert told(trainer, asset_id)["state"] == "checking"
    work_off(committed_app)
    ready = told(trainer, asset_id)
    assert (ready["state"], ready["progress"], ready["cause"]) == ("ready", 1.0, None)
    assert ready["duration_s"] == pytest.approx(6, abs=0.1)
    assert [item["height"] for item in ready["renditions"]] == [360, 720]
    assert not list((committed_app.settings.data_dir / "work").iterdir())


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("empty.mp4", "文件是空的（0 字节）"),
        ("no-index.mp4", "视频不完整"),
        ("no-end.mp4", "视频不完整"),
        ("words.mp4", "文件不是可用的视频"),
    ],
)
def test_a_bad_file_fails_with_its_reason_and_remedy(committed_app, trainer, reel, name, words):
    asset_id = tus.upload(trainer, name, (reel / name).read_bytes())
    work_off(committed_app)
    failed = told(trainer, asset_id)
    assert failed["state"] == "failed"
    assert words in failed["cause"]
    assert "请" in failed["cause"]


def test_sound_that_calls_itself_a_film_is_refused(committed_app, trainer, reel):
    sound = (reel / "sound.m4a").read_bytes().replace(b"ftypM4A ", b"ftypisom")
    asset_id = tus.upload(trainer, "录音.mp4", sound)
    work_off(committed_app)
    assert "没有画面" in told(trainer, asset_id)["cause"]


def test_a_name_decides_nothing(committed_app, trainer, reel):
    film = tus.upload(trainer, "讲义.pdf", (reel / "tidy.mp4").read_bytes())
    paper = tus.upload(trainer, "第一讲.mp4", pdf())
    work_off(committed_app)
    assert (told(trainer, film)["kind"], told(trainer, film)["state"]) == ("video", "ready")
    assert (told(trainer, paper)["kind"], told(trainer, paper)["page_count"]) == ("document", 3)


def test_a_broken_office_file_is_refused(committed_app, trainer):
    asset_id = tus.upload(trainer, "讲义.pptx", b"PK\x03\x04" + b"\0" * 100)
    work_off(committed_app)
    assert told(trainer, asset_id)["cause"].startswith("文件无法打开")


@pytest.mark.parametrize("content", [b"%PDF-1.7\nnothing", pdf()[:200]])
def test_a_broken_pdf_is_refused(committed_app, trainer, content):
    asset_id = tus.upload(trainer, "讲义.pdf", content)
    work_off(committed_app)
    assert told(trainer, asset_id)["cause"].startswith("PDF 无法打开")


def test_a_pdf_of_too_many_pages_is_refused(committed_app, trainer):
    asset_id = tus.upload(trainer, "讲义.pdf", pdf(501))
    work_off(committed_app)
    assert told(trainer, asset_id)["cause"] == "课件超过 500 页。请分成几份上传。"


def test_an_encoding_that_was_killed_is_done_again(committed_app, trainer, reel, monkeypatch):
    """ffmpeg dies twice, in the first rung and in the others: the lecture is ready all the same."""
    asset_id = tus.upload(trainer, "第一讲.mp4", (reel / "lecture.mp4").read_bytes())
    started = runs.subprocess.Popen
    victims = ["360.m3u8", "720.m3u8"]

    def start(argv, **how):
        process = started(argv, **how)
        if victims and victims[0] in argv:
            os.kill(process.pid, signal.SIGKILL)
            del victims[0]
        return process

    monkeypatch.setattr(runs.subprocess, "Popen", start)
    work_off(committed_app)
    assert not victims
    assert told(trainer, asset_id)["state"] == "ready"
    with committed_app.db.session(write=False) as session:
        attempts = session.scalar(select(Job.attempts).where(Job.kind == "media.encode"))
    assert attempts == 3


def test_a_film_can_be_watched_before_it_is_ready(committed_app, trainer, reel, monkeypatch):
    asset_id = tus.upload(trainer, "第一讲.mp4", (reel / "lecture.mp4").read_bytes())
    seen = []
    ready = services.make_ready

    def look(session, ready_id, *args, **kwargs):
        seen.append(len(queries.renditions(session, ready_id)))
        return ready(session, ready_id, *args, **kwargs)

    add = services.add_rendition

    def added(session, added_id, draft):
        add(session, added_id, draft)
        seen.append(draft.height)

    monkeypatch.setattr(services, "make_ready", look)
    monkeypatch.setattr(services, "add_rendition", added)
    work_off(committed_app)
    assert seen == [360, 720, 2]
    assert told(trainer, asset_id)["state"] == "ready"


def test_lost_work_is_named_and_can_be_tried_again(committed_app, trainer, reel):
    asset_id = tus.upload(trainer, "第一讲.mp4", (reel / "tidy.mp4").read_bytes())
    with committed_app.db.session(write=True) as session:
        session.query(Job).filter(Job.kind == "media.check").delete()
        services.jobs.enqueue(session, "media.sweep", {})
        session.commit()
    work_off(committed_app)
    assert "处理多次中断" in told(trainer, asset_id)["cause"]
    assert trainer.post(f"/teach/media/{asset_id}/retry").status_code == 302
    work_off(committed_app)
    assert told(trainer, asset_id)["state"] == "ready"


def test_work_that_waits_is_not_lost(committed_app, trainer, reel):
    asset_id = tus.upload(trainer, "第一讲.mp4", (reel / "tidy.mp4").read_bytes())
    with committed_app.db.session(write=False) as session:
        assert queries.lost(session) == []
    assert told(trainer, asset_id)["state"] == "checking"


@pytest.fixture
def asset(session, school):
    asset = Asset(
        owner_id=school.trainer.id, title="第一讲", filename="1.mp4", size=1,
        state=State.ready, kind=Kind.video, original="0" * 64, duration_ms=60_000,
    )  # fmt: skip
    session.add(asset)
    session.flush()
    return asset


def test_only_the_owner_and_the_admin_manage_an_asset(session, school, asset):
    for person in (school.trainer, school.admin):
        assert queries.managed_asset(session, school.actor(session, person), asset.id) is asset
    for person in (school.other_trainer, school.member, school.organizer, school.auditor):
        actor = school.actor(session, person)
        with pytest.raises(NotFound):
            queries.managed_asset(session, actor, asset.id)
        with pytest.raises(Forbidden):
            services.rename(session, actor, asset, "别人的")


roles = st.sets(st.sampled_from(Role))


@given(roles, st.booleans())
@worlds
def test_the_rule_and_its_sql_agree(session, school, asset, held, is_owner):
    grants = frozenset(Grant(role, 1, "/1/") for role in held)
    actor = Actor(asset.owner_id if is_owner else 0, "login", "姓名", grants)
    found = session.scalar(select(Asset.id).where(Asset.id == asset.id, managed_by(actor)))
    assert (found is not None) == may_manage(actor, asset)


def test_a_retired_asset_is_offered_no_more(session, school, asset):
    actor = school.actor(session, school.trainer)
    assert [choice.id for choice in queries.choices(session, actor, Kind.video)] == [asset.id]
    services.retire(session, actor, asset)
    services.retire(session, actor, asset)
    assert queries.choices(session, actor, Kind.video) == []
    assert queries.managed_asset(session, actor, asset.id).id == asset.id


def test_captions_are_replaced_by_language(session, school, asset):
    actor = school.actor(session, school.trainer)
    for words in ("第一稿", "第二稿"):
        content = f"WEBVTT\n\n00:01.000 --> 00:02.000\n{words}".encode()
        services.add_captions(session, actor, asset, "zh", content)
    assert "第二稿" in queries.caption(session, asset.id, "zh").vtt
    services.remove_captions(session, actor, asset, "zh")
    assert queries.captions(session, asset.id) == []


def test_only_what_failed_is_tried_again(session, school, asset):
    with pytest.raises(Conflict):
        services.retry(session, school.actor(session, school.trainer), asset)


def test_a_list_takes_as_many_queries_for_many_as_for_one(session, school, asset, count_queries):
    actor = school.actor(session, school.trainer)
    with count_queries() as one:
        listing.assets(session, actor, listing.Wanted(), 1)
    session.add_all(
        Asset(owner_id=school.trainer.id, title=f"第 {n} 讲", filename="1.mp4", size=1)
        for n in range(25)
    )
    session.flush()
    with count_queries() as many:
        assert listing.assets(session, actor, listing.Wanted(), 1).total == 26
    assert len(many) == len(one)


def test_a_folder_is_brought_in_once(committed_app, committed_school, reel, tmp_path):
    for name in ("tidy.mp4", "empty.mp4"):
        (tmp_path / name).write_bytes((reel / name).read_bytes())
    (tmp_path / "讲义.pdf").write_bytes(pdf())
    runner = committed_app.test_cli_runner()
    first = runner.invoke(args=["media", "import", str(tmp_path), "--owner", "trainer"])
    assert "共 3 个文件，2 个新加入媒体库" in first.output
    assert "empty.mp4：没有加入。文件是空的" in first.output
    again = runner.invoke(args=["media", "import", str(tmp_path), "--owner", "trainer"])
    assert "共 3 个文件，0 个新加入媒体库" in again.output
    work_off(committed_app)
    client = new_client(committed_app, committed_school.trainer)
    assert {item["state"] for item in client.get("/api/v1/assets").json["items"]} == {"ready"}


def test_only_who_may_upload_owns_what_is_brought_in(committed_app, committed_school, tmp_path):
    told = committed_app.test_cli_runner().invoke(
        args=["media", "import", str(tmp_path), "--owner", "member"]
    )
    assert "不是教师或管理员" in str(told.exception)
