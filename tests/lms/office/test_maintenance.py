"""While the school is worked on everybody may read; what is running may be finished."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from lms.audit.models import AuditEntry
from lms.config import ZONE
from lms.db import utcnow
from lms.decisions.models import Maintenance
from lms.office.maintenance import services
from lms.office.maintenance.forms import WHEN
from lms.office.maintenance.services import Window
from quizzes.sittings.models import Sitting
from quizzes.sittings.services import start
from tests.factories import PASSWORD
from tests.quizzes.conftest import build_exam

HOUR = timedelta(hours=1)
WAY = "/admin/maintenance"


@pytest.fixture
def announce(session, school):
    def _announce(begins=timedelta(), lasts=HOUR, lead=HOUR, **words):
        starts_at = utcnow() + begins
        window = Window(starts_at, starts_at + lasts, starts_at - lead, **words)
        services.announce(session, school.actor(session, school.admin), window)
        session.commit()

    return _announce


def begin_sitting(session, school):
    exam = build_exam(session, school.actor(session, school.trainer))
    sitting, _is_new = start(session, school.actor(session, school.member), exam.quiz)
    return sitting


def typed(begins, lasts=HOUR, **values):
    first = (utcnow() + begins).astimezone(ZONE)
    return {
        "starts_at": first.strftime(WHEN),
        "ends_at": (first + lasts).strftime(WHEN),
        "lead_hours": 2,
        "words": "升级系统",
        "words_en": "An upgrade",
    } | values


def test_it_is_announced_on_every_page_from_its_lead_on(school, sign_in):
    admin, member = sign_in(school.admin), sign_in(school.member)
    assert admin.post(WAY, data=typed(3 * HOUR, lead_hours=2)).status_code == 302
    assert "开始系统维护" not in member.get("/courses").text
    assert admin.post(WAY, data=typed(3 * HOUR, lead_hours=4)).status_code == 302
    assert "开始系统维护" in member.get("/courses").text


def test_members_strangers_and_both_languages_are_told(school, sign_in, announce):
    announce(HOUR, words="升级系统", words_en="An upgrade")
    for client in (sign_in(school.member), sign_in()):
        page = client.get("/help").text
        assert "开始系统维护" in page
        assert "升级系统" in page
        client.get("/lang/en")
        page = client.get("/help").text
        assert "An upgrade" in page
        assert "升级系统" not in page


def test_before_it_begins_deeds_are_taken(school, sign_in, announce):
    announce(HOUR)
    assert sign_in(school.member).post("/courses/1/enrolment").status_code == 404  # no such course


def test_while_it_holds_reading_goes_on_and_deeds_wait(school, sign_in, announce):
    announce()
    member = sign_in(school.member)
    assert member.get("/courses").status_code == 200
    answer = member.post("/courses/1/enrolment")
    assert answer.status_code == 503
    assert 0 < int(answer.headers["Retry-After"]) <= 3601
    assert "系统正在维护" in answer.text
    program = member.post("/api/v1/courses/1/enrolment")
    assert (program.status_code, program.json["status"]) == (503, 503)
    assert 0 < int(program.headers["Retry-After"]) <= 3601


def test_administrators_work_on_and_anybody_signs_in_and_out(school, sign_in, announce):
    announce()
    assert sign_in(school.admin).post("/courses/1/enrolment").status_code == 404  # no such course
    stranger = sign_in()
    sent = {"login": "member", "password": PASSWORD}
    assert stranger.post("/sign-in", data=sent).status_code == 302
    for way in ("/prefs", "/sign-out"):
        assert sign_in(school.member).post(way).status_code == 302


def test_it_ends_by_itself_or_is_ended(school, session, sign_in, announce):
    announce()
    member, admin = sign_in(school.member), sign_in(school.admin)
    assert member.post("/courses/1/enrolment").status_code == 503
    assert admin.post(f"{WAY}/end").status_code == 302
    assert member.post("/courses/1/enrolment").status_code == 404
    assert admin.post(f"{WAY}/end").status_code == 302  # ended twice is one end
    deeds = session.scalars(
        select(AuditEntry.deed).where(AuditEntry.deed.startswith("maintenance."))
    ).all()
    assert deeds == ["maintenance.announce", "maintenance.end"]


def test_a_window_that_a_sitting_would_run_into_is_confirmed_first(session, school, sign_in):
    admin = sign_in(school.admin)
    sitting = begin_sitting(session, school)
    sitting.deadline_at = utcnow() + 3 * HOUR
    session.commit()
    refused = admin.post(WAY, data=typed(HOUR))
    assert refused.status_code == 422
    assert "有 1 份答卷会进行到维护期间" in refused.text
    assert admin.post(WAY, data=typed(4 * HOUR)).status_code == 302  # after it
    assert admin.post(WAY, data=typed(HOUR, is_anyway="y")).status_code == 302


def test_a_running_sitting_loses_no_answer(session, school, sign_in, announce):
    sitting = begin_sitting(session, school)
    session.commit()
    announce()
    member = sign_in(school.member)
    way = f"/api/v1/sittings/{sitting.id}"
    saved = member.put(f"{way}/answers/1", json={"seq": 1, "answer": None})
    assert (saved.status_code, saved.json["accepted"]) == (200, True)
    assert member.post(f"{way}/submission").status_code == 200
    session.expire_all()
    assert session.get_one(Sitting, sitting.id).submitted_at is not None


@pytest.mark.parametrize("lasts", [-HOUR, timedelta(days=8)])
def test_a_window_has_a_sensible_length(session, school, sign_in, lasts):
    assert sign_in(school.admin).post(WAY, data=typed(HOUR, lasts)).status_code == 422
    assert session.scalars(select(Maintenance)).all() == []


def test_the_console_begins_and_ends_it(committed_app, committed_school):
    run = committed_app.test_cli_runner()
    assert run.invoke(args=["maintenance", "on", "--words", "换硬盘"]).exit_code == 0
    client = committed_app.test_client()
    page = client.get("/help").text
    assert "系统正在维护" in page
    assert "换硬盘" in page
    assert run.invoke(args=["maintenance", "off"]).exit_code == 0
    assert "系统正在维护" not in client.get("/help").text
