import pytest
from sqlalchemy import select

from lms.audit.models import AuditEntry
from lms.jobs import handler, leases
from lms.jobs.models import Job, State
from lms.jobs.services import enqueue, note


@pytest.fixture
def admin(school, sign_in):
    return sign_in(school.admin)


def queue(session, kind="test.kind", **payload):
    return enqueue(session, kind, payload)


def start(session, job_id):
    return leases.take(session, job_id, attempts=3, seconds=60)


def test_a_job_shows_its_state_progress_log_and_error(session, admin):
    job_id = queue(session, asset_id=7)
    lease = start(session, job_id)
    leases.beat(session, lease, 60, progress=0.45, words="转码 45%")
    note(session, job_id, "第一档完成")
    session.commit()
    page = admin.get(f"/admin/jobs/{job_id}").text
    for words in ("运行中", "转码 45%", "第一档完成", "asset_id=7", "取消任务"):
        assert words in page
    leases.fail(session, lease, "ValueError: kaputt <b>", final=True)
    page = admin.get(f"/admin/jobs/{job_id}").text
    assert "ValueError: kaputt &lt;b&gt;" in page
    assert "重试" in page


def test_a_poll_is_answered_in_full_only_when_there_is_news(session, admin):
    job_id = queue(session)
    lease = start(session, job_id)
    url = f"/admin/jobs/{job_id}/progress"
    first = admin.get(url)
    assert (first.status_code, first.headers.get("X-Poll")) == (200, None)
    again = admin.get(url, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    leases.beat(session, lease, 60, progress=0.5)
    assert admin.get(url, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200
    leases.finish(session, lease)
    ended = admin.get(url)
    assert ended.headers["X-Poll"] == "end"
    assert "已完成" in ended.text


def test_the_list_is_polled_while_something_moves(session, admin):
    job_id = queue(session)
    assert 'data-poll="/admin/jobs' in admin.get("/admin/jobs").text
    rows = admin.get("/admin/jobs/rows")
    assert rows.headers.get("X-Poll") is None
    assert "<html" not in rows.text
    leases.finish(session, start(session, job_id))
    assert 'data-poll="/admin/jobs' not in admin.get("/admin/jobs").text
    assert admin.get("/admin/jobs/rows").headers["X-Poll"] == "end"


def test_the_list_is_narrowed_by_state_and_kind(app, session, admin):
    failed, other = queue(session, "test.one"), queue(session, "test.two")
    leases.fail(session, start(session, failed), "x", final=True)
    listed = {
        query: [
            f"/admin/jobs/{job_id}" in admin.get(f"/admin/jobs?{query}").text
            for job_id in (failed, other)
        ]
        for query in ("", "state=failed", "state=queued", "kind=test.two", "state=nonsense")
    }
    assert listed == {
        "": [True, True],
        "state=failed": [True, False],
        "state=queued": [False, True],
        "kind=test.two": [False, True],
        "state=nonsense": [True, True],
    }


def test_a_failed_job_is_tried_again_and_an_open_one_cancelled(session, admin):
    job_id = queue(session)
    leases.fail(session, start(session, job_id), "x", final=True)
    page = f"/admin/jobs/{job_id}"
    assert admin.post(f"{page}/retry").location == page
    assert admin.post(f"{page}/retry").status_code == 409
    assert admin.post(f"{page}/cancellation").location == page
    assert admin.post(f"{page}/cancellation").status_code == 409
    session.expire_all()
    assert session.get_one(Job, job_id).state is State.cancelled
    deeds = session.scalars(select(AuditEntry.deed).order_by(AuditEntry.id)).all()
    assert deeds == ["job.retry", "job.cancel"]


def test_a_job_is_called_by_its_label(app, session, admin):
    app.jobs.add(handler("test.labelled", label="示例任务")(lambda _run: None))
    queue(session, "test.labelled")
    assert "示例任务" in admin.get("/admin/jobs").text
    del app.jobs.handlers["test.labelled"]


def test_a_long_list_is_paged_with_the_same_queries(session, admin, count_queries):
    queue(session)
    with count_queries() as few:
        admin.get("/admin/jobs")
    for _ in range(120):
        queue(session)
    with count_queries() as many:
        page = admin.get("/admin/jobs?page=2")
    assert len(many) == len(few)
    assert "第 51–100 条，共 121 条" in page.text


@pytest.mark.parametrize("who", ["member", "trainer", "organizer", "auditor"])
def test_jobs_are_for_administrators(school, session, sign_in, who):
    job_id = queue(session)
    client = sign_in(getattr(school, who))
    assert client.get("/admin/jobs").status_code == 403
    assert client.post(f"/admin/jobs/{job_id}/cancellation").status_code == 403
