"""Exported files: the page's numbers, for who asked, for a week."""

from datetime import datetime, timedelta
from threading import Event

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from courses.reports import services
from courses.reports.asking import Asked
from courses.reports.services import Order
from lms.audit.models import AuditEntry
from lms.errors import NotFound
from lms.exports import services as exports
from lms.exports.models import Export, ExportState
from lms.jobs import enqueue
from lms.jobs.runner import Runner
from lms.notices.models import Notice, Receipt
from lms.people import Membership, Post
from tests.conftest import new_client
from tests.courses.exports.making import make, order
from tests.courses.studying import add_quiz, sit
from tests.courses.test_reports import CLOCK
from tests.factories import add_person


def sheets(app, export: Export) -> list[list[list]]:
    with app.blobs.local_path(export.blob) as path:
        book = CalamineWorkbook.from_path(str(path))
        return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]


def test_the_file_says_what_the_page_says(app, school, task):
    client = new_client(app, school.organizer)
    page = client.get(f"/branch/{school.north.id}/completion?task={task.id}").text
    figures, names = sheets(app, make(app, order(app, school, client, task=task.id)))
    lede = figures[1][0]
    assert lede.replace("\xa0", " ") == "4 名党员中，1 人已完成，完成率 25.0%"
    assert lede == page[page.index('class="lede">') + 13 :].split("</h2>")[0].replace(
        "<em>", ""
    ).replace("</em>", "")
    assert figures[2][0] in page
    assert figures[3][0] == "党组织：北区党总支"
    assert figures[4][0] == "学习任务：第二季度集中学习"
    assert figures[8] == ["党组织", "完成率", "应学", "已完成", "学习中", "未开始", "免学"]
    assert figures[9:] == [
        ["甲车间党支部", 1 / 3, 3, 1, 1, 1, 0],
        ["乙车间党支部", 0, 1, 0, 0, 1, 1],
        ["合计", 0.25, 4, 1, 1, 2, 1],
    ]
    assert [row[0] for row in names[9:]] == [
        "organizer同志", "trainer2同志", "colleague同志", "member同志", "trainer同志",
    ]  # fmt: skip
    assert [row[3:5] for row in names[9:]] == [
        ["未开始", 0], ["未开始", 0], ["学习中", 0], ["已完成", 2], ["免学", 0],
    ]  # fmt: skip
    assert names[12][5] == datetime(2026, 5, 20, 12)  # noqa: DTZ001  sheets have no zones


def test_a_name_that_looks_like_a_formula_stays_a_word(app, school, task):
    with app.db.session(write=True) as session:
        add_person(session, "evil", school.branch_b, name='=HYPERLINK("http://x","点我")')
        session.commit()
    export = make(app, order(app, school, task=task.id))
    names = sheets(app, export)[1]
    assert '=HYPERLINK("http://x","点我")' in [row[0] for row in names]
    assert "=1+1 长期外派" in [row[6] for row in names if len(row) > 6]
    with app.blobs.local_path(export.blob) as path:
        content = path.read_bytes()
    assert b"<f>" not in content


def test_the_figures_are_those_of_the_order_whatever_happens_before_the_job_runs(
    app, school, task, clock
):
    export_id = order(app, school, task=task.id)
    clock.shift(timedelta(hours=1))
    with app.db.session(write=True) as session:
        quiz = add_quiz(session, school.trainer, "补测")
        sit(session, school.colleague, quiz, CLOCK.now, passed=True)
        old = session.scalars(select(Membership).filter_by(person_id=school.member.id)).one()
        old.superseded_at = CLOCK.now + timedelta(minutes=30)
        session.commit()
    figures, _names = sheets(app, make(app, export_id))
    assert figures[-1][2:] == [4, 1, 1, 2, 1]


def run_again(app, export_id: int, **changed) -> Export:
    """Run a second job for the export, as after a kill."""
    with app.db.session(write=True) as session:
        for name, value in changed.items():
            setattr(session.get_one(Export, export_id), name, value)
        job_id = enqueue(session, exports.KIND, {"export_id": export_id})
        session.commit()
    Runner(app, Event()).run_job(job_id)
    with app.db.session(write=False) as session:
        return session.get_one(Export, export_id)


def test_a_job_that_runs_twice_makes_one_file(app, school, task):
    first = make(app, order(app, school, task=task.id))
    assert run_again(app, first.id).ready_at == first.ready_at
    after_a_kill = run_again(app, first.id, state=ExportState.queued, blob=None)
    assert (after_a_kill.state, after_a_kill.blob) == (ExportState.ready, first.blob)


def test_only_who_asked_may_see_and_fetch_it(app, school, task):
    client = new_client(app, school.organizer)
    export_id = order(app, school, client, task=task.id)
    assert client.get(f"/branch/exports/{export_id}/file").status_code == 409
    make(app, export_id)
    answer = client.get(f"/branch/exports/{export_id}/file")
    assert answer.status_code == 200
    assert answer.data.startswith(b"PK")
    assert "attachment" in answer.headers["Content-Disposition"]
    for other in (school.auditor, school.admin):
        there = new_client(app, other)
        for path in ("", "/state", "/file"):
            assert there.get(f"/branch/exports/{export_id}{path}").status_code == 404
    with app.db.session(write=False) as session:
        deeds = session.scalars(
            select(AuditEntry.deed).where(AuditEntry.target == f"export:{export_id}")
        ).all()
    assert deeds == ["export.order", "export.fetch"]


def test_a_file_is_gone_after_a_week(app, school, task, clock):
    client = new_client(app, school.organizer)
    export = make(app, order(app, school, client, task=task.id))
    clock.shift(timedelta(days=7))
    client = new_client(app, school.organizer)
    assert client.get(f"/branch/exports/{export.id}/file").status_code == 410
    with app.db.session(write=True) as session:
        assert exports.expire(session, CLOCK.now + timedelta(days=7)) == [export.blob]
        assert exports.expire(session, CLOCK.now + timedelta(days=7)) == []
        session.commit()
    assert "文件已过保留期限" in client.get(f"/branch/exports/{export.id}").text


def test_who_loses_the_scope_before_the_job_runs_gets_no_file(app, school, task):
    client = new_client(app, school.organizer)
    export_id = order(app, school, client, task=task.id)
    with app.db.session(write=True) as session:
        post = session.scalars(select(Post).filter_by(person_id=school.organizer.id)).one()
        post.superseded_at = CLOCK.now
        session.commit()
    assert make(app, export_id).state is ExportState.failed
    ((title, _link),) = told(app, school.organizer)
    assert title == "导出没有完成：学习完成情况"


def test_who_loses_the_scope_cannot_fetch_what_was_made_before(app, school, task):
    client = new_client(app, school.organizer)
    export_id = order(app, school, client, task=task.id)
    make(app, export_id)
    assert client.get(f"/api/v1/exports/{export_id}/file").status_code == 200
    with app.db.session(write=True) as session:
        post = session.scalars(select(Post).filter_by(person_id=school.organizer.id)).one()
        post.unit_id = school.south.id
        session.commit()
    for path in (f"/api/v1/exports/{export_id}/file", f"/branch/exports/{export_id}/file"):
        assert client.get(path).status_code == 404


def test_nobody_orders_what_they_may_not_see(app, school, task):
    with app.db.session(write=True) as session:
        actor = school.actor(session, school.organizer)
        for unit, asked in ((school.south, Asked()), (school.north, Asked(task=999))):
            with pytest.raises(NotFound):
                services.order(session, actor, Order(unit.id, asked, 7), CLOCK)
    answer = new_client(app, school.organizer).post(f"/branch/{school.south.id}/exports")
    assert answer.status_code == 404


def test_the_waiting_page_asks_cheaply_and_stops_when_it_is_there(app, school, task):
    client = new_client(app, school.organizer)
    export_id = order(app, school, client, task=task.id)
    page = client.get(f"/branch/exports/{export_id}").text
    assert 'data-poll="/branch/exports' in page
    assert "刷新" in page  # without JavaScript
    state = client.get(f"/branch/exports/{export_id}/state")
    tag = {"If-None-Match": state.headers["ETag"]}
    assert client.get(f"/branch/exports/{export_id}/state", headers=tag).status_code == 304
    make(app, export_id)
    ready = client.get(f"/branch/exports/{export_id}/state", headers=tag)
    assert ready.status_code == 200
    assert ready.headers["X-Poll"] == "end"
    assert "下载 Excel" in ready.text


def test_reading_about_a_person_is_written_down_and_all_that_an_auditor_reads(app, school, task):
    north = f"/branch/{school.north.id}"
    for reader in (school.organizer, school.auditor):
        assert new_client(app, reader).get(f"{north}/completion").status_code == 200
    organizer = new_client(app, school.organizer)
    assert organizer.get(f"{north}/people/{school.member.id}").status_code == 200
    with app.db.session(write=False) as session:
        deeds = select(AuditEntry.deed, AuditEntry.actor_id, AuditEntry.target)
        rows = session.execute(deeds.where(AuditEntry.deed.like("%.read"))).all()
    assert {tuple(row) for row in rows} == {
        ("person.read", school.organizer.id, f"person:{school.member.id}"),
        ("report.read", school.auditor.id, f"unit:{school.north.id}"),
    }


def told(app, person):
    with app.db.session(write=False) as session:
        statement = select(Notice.title, Notice.values, Notice.link).join(Receipt)
        rows = session.execute(statement.where(Receipt.person_id == person.id))
        return [(title % values, link) for title, values, link in rows]


def test_who_ordered_a_file_is_told_once_where_it_is(app, school, task):
    export_id = order(app, school, task=task.id)
    make(app, export_id)
    make(app, export_id)
    link = f"/branch/exports/{export_id}"
    assert told(app, school.organizer) == [("导出文件已生成：学习完成情况", link)]
