"""The page of one's own notices: what comes by mail, and to which address."""

import dataclasses

import pytest

from lms.mail.models import Letter, LetterState
from lms.notices.addresses import code_of
from lms.notices.choices import wishes
from lms.notices.models import Choice, Topic, Way


@pytest.fixture
def page(app, school, sign_in, monkeypatch):
    settings = dataclasses.replace(app.settings, mail_url="smtp://127.0.0.1:9?tls=none")
    monkeypatch.setattr(app, "settings", settings)
    return sign_in(school.member)


def test_the_page_keeps_the_choice(session, school, page):
    assert "还没有邮箱" in page.get("/me/notices").text
    chosen = dict.fromkeys(Topic, "now") | {"notice": "digest", "due": "off"}
    answer = page.post("/me/notices", data={**chosen, "quiet_from": "22", "quiet_to": "7"})
    assert answer.status_code == 302
    kept = wishes(session, school.member.id)
    assert kept.quiet is None
    assert (kept.way(Topic.notice), kept.way(Topic.due)) == (Way.digest, Way.off)
    assert kept.way(Topic.task) is Way.now


def test_the_page_offers_no_way_to_miss_what_nobody_may_miss(school, page):
    chosen = dict.fromkeys(Topic, "now") | {"notice": "off"}
    answer = page.post("/me/notices", data={**chosen, "quiet_from": "22", "quiet_to": "7"})
    assert answer.status_code == 422


def test_the_page_takes_an_address_by_its_code(session, school, page, app):
    assert page.post("/me/notices/address", data={"mail": "nonsense"}).status_code == 422
    page.post("/me/notices/address", data={"mail": "Ｚhang@example.com "})
    assert "验证码已发到 zhang@example.com" in page.get("/me/notices").text.replace("Z", "z")
    page.post("/me/notices/address/proof", data={"code": "wrong"})
    choice = session.get_one(Choice, school.member.id, populate_existing=True)
    assert choice.new_mail_tries == 1
    code = code_of(app.settings, school.member.id, choice.new_mail, choice.new_mail_until)
    page.post("/me/notices/address/proof", data={"code": code})
    assert "删除邮箱" in page.get("/me/notices").text
    page.post("/me/notices/address/removal")
    assert "还没有邮箱" in page.get("/me/notices").text


@pytest.mark.parametrize("local", ["=?utf-8?q?x=0D=0ABcc?=", "wang,li", "<li", "li;"])
def test_the_page_takes_no_address_that_means_something_else_in_a_head(page, local):
    answer = page.post("/me/notices/address", data={"mail": f"{local}@example.com"})
    assert answer.status_code == 422


def test_the_page_says_that_mail_did_not_arrive(session, school, page):
    school.member.mail = "gone@example.com"
    refused = {"state": LetterState.refused, "error": "550 no such mailbox"}
    session.add(
        Letter(kind="notice", person_id=school.member.id, address="gone@example.com", **refused)
    )
    session.commit()
    assert "550 no such mailbox" in page.get("/me/notices").text


def test_without_a_mail_server_the_page_says_so_and_keeps_the_rest(session, school, sign_in):
    member = sign_in(school.member)
    page = member.get("/me/notices").text
    assert "本校没有启用邮件" in page
    assert "立即发邮件" not in page
    member.post("/me/notices", data=dict.fromkeys(Topic, "now") | {"course": "off"})
    kept = wishes(session, school.member.id)
    assert (kept.way(Topic.course), kept.quiet) == (Way.off, (22, 7))
