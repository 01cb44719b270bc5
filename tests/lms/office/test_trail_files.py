"""Entries of the trail as files, for those who may read them."""

import csv
from datetime import timedelta
from io import BytesIO, StringIO
from threading import Event

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select, update

from lms import audit
from lms.audit.models import AuditEntry
from lms.db import utcnow
from lms.jobs.models import Job, State
from lms.jobs.runner import Runner
from lms.office.exports import services
from lms.office.exports.models import Format, TrailFile
from lms.office.trail.deeds import target_words
from lms.people import Person, Post
from media.assets.services import StoredFile, store
from tests.conftest import new_client
from tests.factories import FOUNDED

WAY = "/admin/audit/files"


@pytest.fixture
def app(committed_app, committed_school):
    school = committed_school
    with committed_app.db.session(write=True) as session:
        audit.record(session, school.member.id, "course.enrol", "course:3", note="=1+1")
        audit.record(session, school.outsider.id, "course.enrol", "course:30")
        audit.record(session, school.admin.id, "person.revise", f"person:{school.member.id}")
        session.commit()
    return committed_app


@pytest.fixture
def admin(app, committed_school):
    return new_client(app, committed_school.admin)


def ordered(client, **query):
    answer = client.post(WAY, query_string={"format": "csv"} | query)
    assert answer.status_code == 302, answer.text
    return answer.location


def made(app, client, **query):
    """Order a file, have the worker make it, and fetch it."""
    way = ordered(client, **query)
    with app.db.session(write=False) as session:
        job_id = session.scalars(select(TrailFile.job_id).order_by(TrailFile.id.desc())).first()
    Runner(app, Event()).run_job(job_id)
    answer = client.get(f"{way}/content")
    assert answer.status_code == 200, answer.text
    return answer


def rows(answer):
    return list(csv.reader(StringIO(answer.data.decode("utf-8-sig"))))


def test_a_file_holds_what_the_search_finds_in_the_page_s_words(app, admin):
    heading, *found = rows(made(app, admin, deed="course.enrol"))
    assert heading == ["编号", "时间", "操作人", "登录名", "操作", "对象", "内容", "封存"]
    assert [row[3:6] for row in found] == [
        ["outsider", "报名课程", "课程 30"],
        ["member", "报名课程", "课程 3"],
    ]


def test_what_was_done_to_one_thing_is_found_by_its_kind_and_number(app, admin):
    assert len(rows(made(app, admin, kind="course"))) == 3
    (_heading, one) = rows(made(app, admin, kind="course", number="3"))
    assert one[5] == "课程 3"
    page = admin.get("/admin/audit?kind=course&number=3").text
    assert "课程 3<" in page
    assert "课程 30" not in page


def test_excel_says_the_same_and_formulas_are_words(app, admin):
    as_text = rows(made(app, admin, deed="course.enrol"))
    sheet = CalamineWorkbook.from_filelike(
        BytesIO(made(app, admin, deed="course.enrol", format="xlsx").data)
    ).get_sheet_by_index(0)
    in_excel = [[str(cell) for cell in row] for row in sheet.to_python()]
    assert [row[1:6] for row in in_excel] == [row[1:6] for row in as_text]


def test_what_looks_like_a_formula_is_a_text(app, admin, committed_school):
    with app.db.session(write=True) as session:
        session.execute(
            update(Person)
            .where(Person.id == committed_school.member.id)
            .values(name="=HYPERLINK(1)")
        )
        session.commit()
    found = rows(made(app, admin, person="member", deed="course.enrol"))
    assert found[1][2] == "'=HYPERLINK(1)"


def test_the_export_is_in_the_trail_and_so_is_fetching_it(app, admin):
    made(app, admin, deed="course.enrol")
    with app.db.session(write=False) as session:
        deeds = session.scalars(
            select(AuditEntry).where(AuditEntry.deed.in_(["audit.export", "audit.fetch"]))
        ).all()
        assert [(one.deed, one.target) for one in deeds] == [
            ("audit.export", "file:1"),
            ("audit.fetch", "file:1"),
        ]
        assert deeds[0].details == {"deed": "course.enrol"}


def test_an_auditor_exports_what_they_may_read_and_nobody_sees_another_s_file(
    app, admin, committed_school
):
    auditor = new_client(app, committed_school.auditor)  # of the north
    way = ordered(auditor, deed="course.enrol")
    assert [row[3] for row in rows(made(app, auditor, deed="course.enrol"))[1:]] == ["member"]
    for part in ("", "/state", "/content"):
        assert admin.get(way + part).status_code == 404
    assert new_client(app, committed_school.organizer).post(f"{WAY}?format=csv").status_code == 403


def test_who_is_no_auditor_any_more_gets_no_file(app, committed_school):
    auditor = new_client(app, committed_school.auditor)
    ordered(auditor)
    with app.db.session(write=True) as session:
        session.execute(update(Post).values(valid_to=FOUNDED + timedelta(days=1)))
        session.commit()
        job_id = session.scalars(select(TrailFile.job_id)).one()
    Runner(app, Event()).run_job(job_id)
    with app.db.session(write=False) as session:
        assert session.get_one(Job, job_id).state is State.failed
        assert session.scalars(select(TrailFile.blob)).one() is None


def test_a_file_that_would_be_too_large_is_refused_with_the_remedy(app, admin, monkeypatch):
    monkeypatch.setitem(services.MOST, Format.xlsx, 2)
    answer = admin.post(f"{WAY}?format=xlsx")
    assert answer.status_code == 413
    assert "请缩小日期范围" in answer.text


def test_after_a_week_the_file_is_gone(app, admin):
    way = ordered(admin)
    made(app, admin)
    with app.db.session(write=True) as session:
        old = utcnow() - timedelta(minutes=1)
        session.execute(update(TrailFile).values(expires_at=old))
        blobs = services.expire(session, utcnow())
        session.commit()
        assert len(blobs) == 1
        assert services.expire(session, utcnow()) == []
    assert admin.get("/admin/audit/files/2/content").status_code == 410
    assert "已过保留期限" in admin.get("/admin/audit/files/2").text
    assert way == "/admin/audit/files/1"


def test_an_old_file_that_is_also_a_material_stays(app, admin):
    ordered(admin)
    made(app, admin)
    with app.db.session(write=True) as session:
        file = session.scalars(select(TrailFile).where(TrailFile.blob.is_not(None))).one()
        store(session, file.person_id, StoredFile("审计.xlsx", file.blob, 100))
        later = file.expires_at + timedelta(minutes=1)
        assert services.expire(session, later) == []
        assert file.blob is None


def test_a_job_that_failed_says_so(app, admin):
    way = ordered(admin)
    with app.db.session(write=True) as session:
        session.execute(update(Job).values(state=State.failed, ended_at=utcnow()))
        session.commit()
    assert "文件没有做成" in admin.get(way).text
    assert admin.get(f"{way}/state").headers["X-Poll"] == "end"


def test_a_strange_format_is_none(admin):
    assert admin.post(f"{WAY}?format=exe").status_code == 404
    assert admin.post(WAY).status_code == 404


def test_targets_have_words(app):
    with app.test_request_context():
        assert target_words("rule:idle_minutes") == "无操作退出"
        assert target_words("file:3") == "审计记录的文件 3"
