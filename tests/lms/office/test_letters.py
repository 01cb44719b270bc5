import pytest

from lms.db import utcnow
from lms.jobs.models import Job, State
from lms.mail.bounces import ENOUGH, count_failure, why_unreachable
from lms.mail.models import Letter, LetterState
from lms.mail.services import DELIVER


@pytest.fixture
def refused(session, school):
    letter = Letter(
        kind="notice",
        person_id=school.member.id,
        address="gone@example.com",
        state=LetterState.refused,
        error="550 5.1.1 no such mailbox",
    )
    session.add(letter)
    session.commit()
    return letter


def test_what_was_refused_is_shown_with_the_server_s_words(school, sign_in, refused):
    page = sign_in(school.admin).get("/admin/mail?state=refused").text
    assert "1 封没有送达" in page
    assert "550 5.1.1 no such mailbox" in page
    assert "没有这种状态的邮件" in sign_in(school.admin).get("/admin/mail?state=sent").text
    assert sign_in(school.organizer).get("/admin/mail").status_code == 403


def test_it_is_tried_again_on_demand_once(session, school, sign_in, refused):
    admin, url = sign_in(school.admin), f"/admin/mail/{refused.id}/retry"
    assert admin.post(url).status_code == 302
    assert session.get_one(Letter, refused.id, populate_existing=True).state is LetterState.waiting
    assert admin.post(url).status_code == 409


def test_mail_that_is_off_is_said_on_the_status_page(school, sign_in):
    page = sign_in(school.admin).get("/admin/status").text
    assert "没有启用邮件" in page
    assert "设置后重新启动：" in page


def test_whose_mail_comes_back_is_named_with_what_the_server_said(session, school, sign_in):
    school.member.mail = "Li@example.com"
    for _ in range(ENOUGH):
        count_failure(session, "li@example.com", "550 5.1.1 no such user")
    session.commit()
    page = sign_in(school.admin).get("/admin/mail").text.replace("\xa0", " ")
    assert "1 人的邮箱送不到" in page
    assert "550 5.1.1 no such user" in page
    assert f"/admin/people/{school.member.id}" in page


def test_trying_again_forgets_what_came_back(session, school, sign_in, refused):
    for _ in range(ENOUGH):
        count_failure(session, refused.address, "550")
    session.commit()
    sign_in(school.admin).post(f"/admin/mail/{refused.id}/retry")
    assert why_unreachable(session, refused.address) is None


def test_what_keeps_mail_from_going_out_stands_on_the_status_page_until_it_goes(
    session, school, sign_in
):
    admin, words = sign_in(school.admin), "邮件服务器连接不上：用户名或密码不对（535）。"
    job = Job(kind=DELIVER, payload={}, attempts=1, most_attempts=5, error=words)
    session.add(job)
    session.commit()
    assert words in admin.get("/admin/status").text
    job.state, job.ended_at = State.done, utcnow()
    session.commit()
    assert words not in admin.get("/admin/status").text
