"""Letters go out once, to a real server, whatever it answers."""

import dataclasses
from datetime import timedelta
from threading import Event

import pytest
import time_machine
from sqlalchemy import select

from lms.db import utcnow
from lms.jobs.models import Job
from lms.jobs.models import State as JobState
from lms.jobs.runner import Runner
from lms.mail import delivery
from lms.mail.composing import Drop, Hold, Words, composers_of
from lms.mail.models import Letter, LetterState
from lms.mail.services import DELIVER, Addressee, deliver_soon, post
from tests.servers.mail import PASSWORD, mail_server

FROM = "school@example.com"


@pytest.fixture
def box():
    with mail_server() as box:
        yield box


@pytest.fixture
def app(committed_app, box, monkeypatch):
    settings = dataclasses.replace(committed_app.settings, mail_url=box.url, mail_from=FROM)
    monkeypatch.setattr(committed_app, "settings", settings)
    composers_of(committed_app)["test"] = compose
    return committed_app


def compose(_session, _settings, letters):
    return {letter.id: said(letter.told or {}) for letter in letters}


def said(told):
    if "until" in told:
        return Hold(utcnow() + timedelta(hours=told["until"]))
    if "drop" in told:
        return Drop(told["drop"])
    words = {"title": "通知", "paragraphs": ["内容。"], "signed": "党委", "id": 1}
    return Words(told.get("subject", "学习通知"), "notice", {"name": "张", "notice": words})


def write(app, *addresses, **told):
    with app.db.session(write=True) as session:
        for address in addresses:
            post(session, "test", Addressee(None, address), **told)
        session.commit()


def deliver(app):
    """Do the delivery job as a worker would, and return how it ended."""
    with app.db.session(write=True) as session:
        deliver_soon(session)
        session.commit()
        waiting = select(Job.id).where(Job.kind == DELIVER, Job.state == JobState.queued)
        job_id = session.scalars(waiting).one()
    Runner(app, Event()).run_job(job_id)
    with app.db.session(write=False) as session:
        return session.get_one(Job, job_id)


def letters(app):
    with app.db.session(write=False) as session:
        return list(session.scalars(select(Letter).order_by(Letter.id)))


def states(app):
    return [letter.state for letter in letters(app)]


def test_a_letter_goes_out_once_in_plain_text_and_html(app, box):
    write(app, "li@example.com", subject="第二季度\n学习通知")
    assert deliver(app).state is JobState.done
    deliver(app)
    assert box.addresses == ["li@example.com"]
    message = box.letters[0][1]
    assert message["Subject"] == "第二季度 学习通知"
    assert message["From"] == f"企业网上党校 <{FROM}>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert "张同志：" in message.get_body(("plain",)).get_content()
    assert "<h2>通知</h2>" in message.get_body(("html",)).get_content()
    assert states(app) == [LetterState.sent]


def test_a_subject_smuggles_no_line_into_the_head(app, box):
    write(app, "li@example.com", subject="=?utf-8?q?Hi=0D=0ABcc:_wang@example.com?=")
    deliver(app)
    message = box.letters[0][1]
    assert message["Bcc"] is None
    assert message["Subject"] == "= ?utf-8?q?Hi=0D=0ABcc:_wang@example.com?="


def test_an_address_that_no_head_can_hold_keeps_no_other_letter_waiting(app, box):
    write(app, "=?utf-8?q?x=0D=0ABcc?=@example.com", "li@example.com")
    assert deliver(app).state is JobState.done
    assert box.addresses == ["li@example.com"]
    assert states(app) == [LetterState.refused, LetterState.sent]


def test_many_letters_share_a_connection(app, box):
    write(app, *(f"p{n}@example.com" for n in range(delivery.BATCH + 3)))
    deliver(app)
    assert len(box.letters) == delivery.BATCH + 3
    assert box.connections == 2


def test_a_letter_that_is_rolled_back_was_never_written(app, box):
    with app.db.session(write=True) as session:
        post(session, "test", Addressee(None, "li@example.com"))
        session.rollback()
    deliver(app)
    assert box.letters == []


def test_a_key_is_written_once(app, box):
    with app.db.session(write=True) as session:
        first = post(session, "test", Addressee(None, "li@example.com"), key="x")
        second = post(session, "test", Addressee(None, "li@example.com"), key="x")
        session.commit()
    assert (first, second) == (True, False)
    deliver(app)
    assert len(box.letters) == 1


def test_what_is_refused_for_good_is_not_tried_again_and_says_why(app, box):
    write(app, "gone@example.com", "li@example.com")
    deliver(app)
    assert states(app) == [LetterState.refused, LetterState.sent]
    assert letters(app)[0].error == "550 5.1.1 no such mailbox"


def test_what_is_put_off_comes_after_a_pause_with_the_same_message_id(app, box):
    write(app, "later@example.com")
    deliver(app)
    assert states(app) == [LetterState.waiting]
    first = letters(app)[0]
    assert first.attempts == 1
    deliver(app)
    assert box.letters == []  # not before its time
    with time_machine.travel(utcnow() + timedelta(minutes=2)):
        deliver(app)
    assert states(app) == [LetterState.sent]
    assert f".{first.id}." in box.letters[0][1]["Message-ID"]


def test_after_days_of_trying_it_is_given_up(app, box):
    write(app, "later@example.com")
    with time_machine.travel(utcnow() + timedelta(days=4)):
        deliver(app)
    assert states(app) == [LetterState.given_up]


def test_a_line_that_breaks_costs_one_letter_a_try_and_the_others_nothing(app, box):
    write(app, "a@example.com", "break@example.com", "b@example.com")
    deliver(app)
    assert sorted(box.addresses) == ["a@example.com", "b@example.com"]
    found = letters(app)
    assert [(one.state, one.attempts) for one in found] == [
        (LetterState.sent, 0),
        (LetterState.waiting, 1),
        (LetterState.sent, 0),
    ]


def test_a_server_that_is_away_costs_no_letter_a_try(app, box, monkeypatch):
    settings = dataclasses.replace(app.settings, mail_url="smtp://127.0.0.1:9?tls=none")
    monkeypatch.setattr(app, "settings", settings)
    write(app, "li@example.com")
    job = deliver(app)
    assert job.state is JobState.queued  # tried again later
    assert "邮件服务器连接不上" in job.error
    letter = letters(app)[0]
    assert (letter.state, letter.attempts, letter.lease) == (LetterState.waiting, 0, None)


def test_a_sender_that_is_not_liked_is_no_fault_of_the_letter(app, box, monkeypatch):
    settings = dataclasses.replace(app.settings, mail_from="nobody@example.com")
    monkeypatch.setattr(app, "settings", settings)
    write(app, "li@example.com")
    deliver(app)
    assert states(app) == [LetterState.waiting]


def test_the_server_may_want_a_password(app, box, monkeypatch):
    url = box.url.replace("smtp://", f"smtp://school%40x:{PASSWORD}@")
    monkeypatch.setattr(app, "settings", dataclasses.replace(app.settings, mail_url=url))
    write(app, "li@example.com")
    deliver(app)
    assert box.users == ["school@x"]
    assert states(app) == [LetterState.sent]


def test_quiet_hours_hold_a_letter_and_what_has_gone_drops_it(app, box):
    write(app, "a@example.com", until=2)
    write(app, "b@example.com", drop="已撤回")
    deliver(app)
    held, dropped = letters(app)
    assert box.letters == []
    assert (held.state, held.attempts) == (LetterState.waiting, 0)
    assert held.due_at > utcnow() + timedelta(hours=1)
    assert (dropped.state, dropped.error) == (LetterState.dropped, "已撤回")


def test_without_a_mail_server_letters_do_not_pile_up(app, box, monkeypatch):
    write(app, "li@example.com")
    monkeypatch.setattr(app, "settings", dataclasses.replace(app.settings, mail_url=None))
    deliver(app)
    assert states(app) == [LetterState.dropped]


def test_of_two_senders_each_gets_other_letters(app):
    write(app, *(f"p{n}@example.com" for n in range(6)))
    with app.db.session(write=True) as session:
        first = delivery.take(session, 4)
        session.commit()
    with app.db.session(write=True) as session:
        second = delivery.take(session, 4)
        session.commit()
    assert (len(first), len(second)) == (4, 2)
    assert {one.id for one in first}.isdisjoint(one.id for one in second)


def test_who_has_lost_a_letter_notes_nothing_of_it(app):
    write(app, "li@example.com")
    with app.db.session(write=True) as session:
        (lost,) = delivery.take(session)
        session.commit()
    later = utcnow() + delivery.LEASE + timedelta(seconds=1)
    with time_machine.travel(later), app.db.session(write=True) as session:
        (held,) = delivery.take(session)
        delivery.note_refused(session, lost, "550")
        delivery.note_sent(session, held)
        session.commit()
    assert states(app) == [LetterState.sent]
