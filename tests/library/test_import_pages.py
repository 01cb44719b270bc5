"""A trainer brings a work into the library: upload, look, confirm, and it is there."""

from io import BytesIO
from threading import Event

import pytest
from sqlalchemy import select, update

from library.works import queries
from library.works.manuscripts import apart
from library.works.models import PendingImport, Work
from lms.jobs.models import Job
from lms.jobs.runner import Runner

TEXT = "---\ntitle: 学习札记\nauthor: 某甲\nera: 当代\n---\n\n# 上\n\n第一段文字。\n\n# 下\n\n第二段文字。\n"


@pytest.fixture(autouse=True)
def stores(app, index, monkeypatch, tmp_path):
    monkeypatch.setattr(app.blobs, "root", tmp_path / "blobs")


@pytest.fixture
def trainer(school, sign_in):
    return sign_in(school.trainer)


def upload(browser, content=TEXT, name="札记.txt"):
    content = content.encode() if isinstance(content, str) else content
    return browser.post("/teach/library/imports/new", data={"file": (BytesIO(content), name)})


def run_waiting_imports(app, session):
    """Do as a worker does; session.expire_all() lets the test see what it wrote."""
    runner = Runner(app, Event())
    for job_id in session.scalars(
        select(Job.id).where(Job.kind.in_(("library.read", "library.import")))
    ).all():
        runner.run_job(job_id)
    session.expire_all()


def described(**values):
    fields = ("title", "author", "era", "dated", "kind", "source", "rights")
    return dict.fromkeys(fields, "") | {"rights": "自有"} | values


def test_upload_look_confirm_read(app, session, trainer):
    preview = trainer.get(upload(trainer).location)
    assert "2 章" in preview.text
    assert 'value="学习札记"' in preview.text
    assert "第一段文字。" in preview.text
    assert session.scalars(select(Work)).all() == []
    answer = trainer.post(
        preview.request.path, data=described(title="学习札记", author="某乙", kind="笔记")
    )
    assert answer.location == "/teach/library"
    assert "正在导入《学习札记》" in trainer.get("/teach/library").text
    run_waiting_imports(app, session)
    assert "著作已导入：《学习札记》" in trainer.get("/notices").text
    assert "第一段文字。" in trainer.get("/library/学习札记").text
    assert "某乙" in trainer.get("/library/search?q=第二段文字").text


@pytest.fixture
def large(monkeypatch):
    """A text that counts as large."""
    monkeypatch.setattr(apart, "LARGEST_AT_ONCE", 1000)
    return TEXT + "\n第三段文字。\n" * 100


def test_a_large_file_is_read_by_a_job_while_its_page_tells_how_far(app, session, trainer, large):
    place = upload(trainer, large).location
    page = trainer.get(place)
    assert "正在识别文件里的文字" in page.text
    assert "正在识别。" in trainer.get("/teach/library").text
    poll = trainer.get(f"{place}/reading")
    assert "X-Poll" not in poll.headers
    assert (
        trainer.post(place, data=described(title="学习札记")).status_code == 200
    )  # nothing yet to confirm
    run_waiting_imports(app, session)
    assert session.scalars(select(Work)).all() == []
    assert trainer.get(f"{place}/reading").headers["X-Poll"] == "end"
    assert "已识别，等待您确认。" in trainer.get("/teach/library").text
    preview = trainer.get(place)
    assert 'value="学习札记"' in preview.text
    assert trainer.post(place, data=described(title="学习札记")).status_code == 302


def test_what_takes_longer_than_somebody_waits_is_read_by_a_job(app, session, trainer, monkeypatch):
    monkeypatch.setattr(apart, "AT_ONCE_SECONDS", 0)
    place = upload(trainer).location
    assert "正在识别文件里的文字" in trainer.get(place).text
    run_waiting_imports(app, session)
    assert 'value="学习札记"' in trainer.get(place).text


def test_a_large_file_that_cannot_be_read_says_why_on_its_page(app, session, trainer, large):
    place = upload(trainer, b"PK\x03\x04" + bytes(3000), "讲义.docx").location
    run_waiting_imports(app, session)
    page = trainer.get(place)
    assert "文件没有识别出来。" in page.text
    assert "这个 DOCX 文件已损坏" in page.text
    assert trainer.get(f"{place}/reading").headers["X-Poll"] == "end"
    assert "没有识别出来。" in trainer.get("/teach/library").text


def test_nobody_else_sees_how_far_the_reading_is(school, trainer, sign_in, large):
    place = upload(trainer, large).location
    assert sign_in(school.other_trainer).get(f"{place}/reading").status_code == 404


def test_confirming_twice_imports_once(session, trainer):
    place = upload(trainer).location
    values = described(title="学习札记")
    assert trainer.post(place, data=values).status_code == 302
    assert trainer.post(place, data=values).status_code == 409
    assert len(session.scalars(select(Job).where(Job.kind == "library.import")).all()) == 1


def test_a_job_done_twice_writes_once(app, session, trainer):
    trainer.post(upload(trainer).location, data=described(title="学习札记"))
    run_waiting_imports(app, session)
    session.execute(update(Job).values(state="queued", attempts=0, ended_at=None))
    session.commit()
    run_waiting_imports(app, session)
    (work,) = session.scalars(select(Work))
    assert [edition.number for edition in queries.history(session, work.id)] == [1]


def test_a_work_that_is_there_gets_a_new_edition(app, session, trainer):
    trainer.post(upload(trainer).location, data=described(title="学习札记", author="某甲"))
    run_waiting_imports(app, session)
    preview = trainer.get(upload(trainer, TEXT + "\n第三段文字。\n").location)
    assert "文库中已有这部著作" in preview.text
    trainer.post(preview.request.path, data=described(title="学习札记", author="某甲"))
    run_waiting_imports(app, session)
    (work,) = session.scalars(select(Work))
    assert [edition.number for edition in queries.history(session, work.id)] == [2, 1]
    assert 'id="p3"' in trainer.get("/library/学习札记").text


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "a.txt", "0 字节"),
        (b"%PDF-1.4", "a.txt", "PDF"),
        (b"x", "a.exe", "TXT、Markdown、DOCX、PDF 或 EPUB"),
        (b"\x00\x01", "a.txt", "不是文本文件"),
        (b"PK\x03\x04", "a.docx", "已损坏"),
    ],
)
def test_a_bad_file_is_told_in_words_and_keeps_nothing(session, trainer, content, name, words):
    answer = upload(trainer, content, name)
    assert answer.status_code == 422
    assert words in answer.text
    assert session.scalars(select(PendingImport)).all() == []


def test_no_file_at_all(trainer):
    answer = trainer.post("/teach/library/imports/new", data={})
    assert answer.status_code == 422
    assert "请选择一个文件。" in answer.text


def test_a_body_beyond_all_limits_is_refused(trainer):
    answer = trainer.post(
        "/teach/library/imports/new",
        data=b"a" * (34 * 1024 * 1024),
        content_type="multipart/form-data; boundary=x",
    )
    assert answer.status_code == 413


def test_a_work_needs_a_title(trainer):
    for title in ("", " \u3000"):
        answer = trainer.post(upload(trainer).location, data=described(author="某甲", title=title))
        assert answer.status_code == 422
    assert 'value="某甲"' in answer.text


def test_members_and_other_trainers_see_no_imports(school, trainer, sign_in):
    place = upload(trainer).location
    assert sign_in(school.other_trainer).get(place).status_code == 404
    member = sign_in(school.member)
    assert member.get(place).status_code == 404
    assert member.get("/teach/library").status_code == 403
    assert member.get("/teach/library/imports/new").status_code == 403
    assert upload(member).status_code == 403


def test_a_work_is_described_anew_withdrawn_and_restored(session, school, trainer, shelve, sign_in):
    work = shelve("第一段文字。", title="学习札记")
    place = f"/teach/library/{work.id}"
    assert trainer.post(place, data=described(title="札记", dated="1941 年")).status_code == 302
    page = trainer.get(place)
    assert 'value="札记"' in page.text
    assert "第 1 版" in page.text
    member = sign_in(school.member)
    assert member.get(place).status_code == 404
    assert trainer.post(f"{place}/withdrawal", data={"reason": ""}).status_code == 422
    assert trainer.post(f"{place}/withdrawal", data={"reason": "错字太多"}).status_code == 302
    assert member.get(f"/library/{work.slug}").status_code == 404
    assert "错字太多" in trainer.get(place).text
    trainer.post(f"{place}/restoration")
    assert member.get(f"/library/{work.slug}").status_code == 200


def test_the_list_finds_by_name_and_takes_as_many_queries_for_many(trainer, shelve, count_queries):
    shelve("甲", title="札记一")
    trainer.get("/teach/library")
    with count_queries() as few:
        trainer.get("/teach/library")
    for number in range(9):
        shelve("甲", title=f"文章{number}")
    with count_queries() as many:
        page = trainer.get("/teach/library")
    assert len(many) == len(few)
    assert "文章8" in page.text
    assert "文章8" not in trainer.get("/teach/library?q=札记").text
