"""Letters that a server took and could not deliver: what it reports later is read and held."""

import dataclasses
import mailbox
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import select

from lms.db import utcnow
from lms.errors import Unavailable
from lms.jobs import leases
from lms.jobs.run import Run
from lms.jobs.services import enqueue
from lms.mail import bounces
from lms.mail.jobs import collect_returns
from lms.mail.message import message_id
from lms.mail.models import Letter, LetterState
from lms.mail.reports import blames_address, reports_in
from lms.people import Person
from tests.conftest import new_config
from tests.factories import build_school
from tests.servers.pop3 import pop3_server

FROM = "school@example.com"
GONE = "550 5.1.1 no such user"


def name_of(letter):
    return message_id(letter, new_config(Path()))


def renamed(letter, name):
    """Write a report of a letter, and another's name in it."""
    return report(letter).replace(name_of(letter).encode(), name.encode())


def report(letter, action="failed", status="5.1.1", words=GONE, *, head=False):
    """Write what a mail server writes about a letter (RFC 3464)."""
    about = f"Message-ID: {name_of(letter)}"
    kind = "text/rfc822-headers" if head else "message/rfc822"
    return (
        "From: MAILER-DAEMON@mail.test\r\n"
        "To: school@example.com\r\n"
        "Subject: Undelivered Mail Returned to Sender\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n'
        "\r\n--b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; mail.test\r\n\r\n"
        f"Final-Recipient: rfc822; {letter.address}\r\n"
        f"Action: {action}\r\nStatus: {status}\r\n"
        f"Diagnostic-Code: smtp;\r\n {words}\r\n\r\n"
        f"--b\r\nContent-Type: {kind}\r\n\r\n"
        f"{about}\r\nSubject: x\r\n\r\n--b--\r\n"
    ).encode()


@pytest.fixture
def app(committed_app):
    return committed_app


@pytest.fixture
def folder(app, tmp_path, monkeypatch):
    """A maildir where reports arrive."""
    box = mailbox.Maildir(tmp_path / "returns", create=True)
    look_into(app, monkeypatch, f"maildir://{tmp_path}/returns")
    return box


def look_into(app, monkeypatch, url, authority=None):
    changed = {"mail_returns": url, "mail_ca": authority}
    monkeypatch.setattr(app, "settings", dataclasses.replace(app.settings, **changed))


def write(app, address="li@example.com", state=LetterState.sent):
    with app.db.session(write=True) as session:
        letter = Letter(kind="notice", address=address, state=state, sent_at=utcnow())
        session.add(letter)
        session.commit()
        return letter


def collect(app):
    """Do the job as a worker would."""
    with app.db.session(write=True) as session:
        job_id = enqueue(session, "mail.returns", {})
        session.commit()
        lease = leases.take(session, job_id, attempts=3, seconds=60)
        session.commit()
    collect_returns.work(Run(lease, 60, app, is_stopping=Event().is_set))


def state_of(app, letter):
    with app.db.session(write=False) as session:
        found = session.get_one(Letter, letter.id)
        return found.state, found.error


@pytest.mark.parametrize("head", [True, False])
def test_a_letter_that_comes_back_is_marked_and_its_report_deleted(app, folder, head):
    letter = write(app)
    folder.add(report(letter, head=head))
    collect(app)
    assert state_of(app, letter) == (LetterState.bounced, "550 5.1.1 no such user")
    assert len(folder) == 0


def test_a_late_letter_is_marked_as_late_and_may_still_come_back(app, folder):
    letter = write(app)
    folder.add(report(letter, "delayed", "4.4.1", "connection timed out"))
    collect(app)
    assert state_of(app, letter) == (LetterState.delayed, "4.4.1 connection timed out")
    folder.add(report(letter))
    collect(app)
    assert state_of(app, letter)[0] is LetterState.bounced


def test_the_same_report_twice_counts_once(app, folder):
    letter = write(app)
    for _ in range(bounces.ENOUGH):
        folder.add(report(letter))
    collect(app)
    with app.db.session(write=False) as session:
        assert bounces.why_unreachable(session, letter.address) is None


def test_other_mail_and_strange_letters_stay_in_the_box(app, folder):
    letter = write(app)
    guessed = Letter(id=letter.id, address="x@example.com", created_at=utcnow() - timedelta(1))
    unknown = Letter(id=999, address="x@example.com", created_at=utcnow())
    plain = EmailMessage()
    plain["Subject"] = "Hello"
    plain.set_content("text")
    for content in (plain.as_bytes(), report(guessed), report(unknown), b"\xff\x00nonsense"):
        folder.add(content)
    collect(app)
    assert len(folder) == 4
    assert state_of(app, letter)[0] is LetterState.sent


def test_who_got_a_notice_cannot_report_it_as_undelivered_to_others(app, folder):
    own, other = write(app), write(app, "wang@example.com")
    known = name_of(own)
    guesses = {
        known.replace(f".{own.id}.", f".{other.id}."),
        f"<{other.created_at:%Y%m%d%H%M%S%f}.{other.id}@example.com>",
    }
    for guess in guesses:
        folder.add(renamed(other, guess))
    collect(app)
    assert len(folder) == 2
    assert state_of(app, other)[0] is LetterState.sent


@pytest.mark.parametrize("words", ["550 no\0such user", "550 \x1b[2Jno such user"])
def test_a_report_with_signs_that_are_none_is_read(app, folder, words):
    letter = write(app)
    folder.add(report(letter, status="5.1.1\0", words=words))
    collect(app)
    state, why = state_of(app, letter)
    assert state is LetterState.bounced
    assert why.isprintable()


def test_a_head_in_an_unknown_alphabet_keeps_no_other_report_from_being_read(app, folder):
    letter = write(app)
    strange = report(letter, head=True).replace(b"-headers", b"-headers; charset=klingon")
    assert reports_in(strange)[0].message_id == name_of(letter)


@pytest.mark.parametrize("name", ["<(@x>", '<"@>', "<a@[", "<@:>", "=?utf-8?q?=ff?="])
def test_a_name_made_to_do_harm_is_the_name_of_no_letter(app, folder, name):
    folder.add(renamed(write(app), name))
    collect(app)
    assert len(folder) == 1


@pytest.mark.parametrize(
    ("words", "is_blamed"),
    [
        ("550 5.1.1 no such user", True),
        ("550 user unknown", True),
        ("552 5.2.2 mailbox full", False),
        ("554 5.7.1 message refused as spam", False),
        ("5.2.1 mailbox disabled", True),
    ],
)
def test_a_full_box_or_a_policy_is_no_fault_of_the_address(words, is_blamed):
    assert blames_address(words) is is_blamed


def test_after_three_letters_that_came_back_an_address_gets_none(app, folder):
    with app.db.session(write=True) as session:
        school = build_school(session)
        school.member.mail = "Li@Example.com"
        session.commit()
    for _ in range(bounces.ENOUGH):
        folder.add(report(write(app, "Li@Example.com")))
    collect(app)
    with app.db.session(write=True) as session:
        reached = [
            session.scalars(select(Person.id).where(rule(Person.mail))).all()
            for rule in (bounces.is_reachable, bounces.is_unreachable)
        ]
        assert reached == [[], [school.member.id]]
        assert "no such user" in bounces.why_unreachable(session, "li@example.com")
        bounces.trust_again(session, "Li@example.com")
        assert bounces.why_unreachable(session, "li@example.com") is None


def test_a_box_is_asked_by_pop3(app, monkeypatch):
    letter = write(app)
    with pop3_server([report(letter), b"Subject: hello\r\n\r\nx\r\n"]) as server:
        look_into(app, monkeypatch, server.url("geheim"))
        collect(app)
        assert [content.splitlines()[0] for content in server.kept] == [b"Subject: hello"]
    assert state_of(app, letter)[0] is LetterState.bounced


def test_a_box_is_asked_over_tls_and_only_whom_somebody_vouches_for(app, monkeypatch, identity):
    letter, own = write(app), identity()
    with pop3_server([report(letter)], own.server) as server:
        look_into(app, monkeypatch, server.url("geheim"))
        with pytest.raises(Unavailable, match="证书不可信"):
            collect(app)
        assert len(server.kept) == 1
        look_into(app, monkeypatch, server.url("geheim"), own.file)
        collect(app)
        assert server.kept == []
    assert state_of(app, letter)[0] is LetterState.bounced


def test_a_box_that_does_not_let_us_in_says_so(app, monkeypatch):
    with pop3_server([]) as server:
        look_into(app, monkeypatch, server.url("wrong"))
        with pytest.raises(Unavailable) as refused:
            collect(app)
    assert "password" in refused.value.values["why"]


def test_a_folder_that_is_not_there_says_so(app, monkeypatch, tmp_path):
    look_into(app, monkeypatch, f"maildir://{tmp_path}/nowhere")
    with pytest.raises(Unavailable):
        collect(app)


def test_nobody_reports_nothing(app):
    collect(app)
    assert reports_in(b"") == []
