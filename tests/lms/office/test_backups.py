"""The administrators' page about backups."""

import pytest
from sqlalchemy import select

from lms.audit.models import AuditEntry
from lms.backup.queries import MAKE
from lms.jobs.models import Job

WAY = "/admin/backups"


@pytest.fixture
def admin(school, sign_in):
    return sign_in(school.admin)


def test_a_school_without_backups_is_told_what_to_do(admin):
    page = admin.get(WAY).text
    assert "还没有备份" in page
    assert "每天 02:30 自动备份" in page
    assert "python3 -m lms restore" in page


def test_pressed_twice_one_backup_is_ordered(session, admin, school):
    for _press in range(2):
        assert admin.post(WAY).location == WAY
    job = session.scalars(select(Job).where(Job.kind == MAKE)).one()
    assert job.created_by == school.admin.id
    deeds = session.scalars(select(AuditEntry.deed).where(AuditEntry.actor_id == school.admin.id))
    assert "backup.order" in set(deeds)
    assert "等待备份" in admin.get(WAY).text
    assert "等待备份" in admin.get(f"{WAY}/progress").text


def test_when_it_has_ended_the_page_leads_to_the_result(admin):
    answer = admin.get(f"{WAY}/progress")
    assert answer.headers["X-Poll"] == "end"
    assert "查看结果" in answer.text
    assert admin.get(f"{WAY}/progress", headers={"If-None-Match": answer.headers["ETag"]})


def test_only_administrators_see_them(school, sign_in):
    for person in (school.member, school.trainer, school.organizer, school.auditor):
        assert sign_in(person).get(WAY).status_code == 403
