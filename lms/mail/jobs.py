import smtplib
import time
from collections.abc import Callable, Sequence
from email.errors import MessageError
from email.message import EmailMessage
from functools import partial
from itertools import groupby
from operator import attrgetter

from sqlalchemy.orm import Session

from lms.decisions import School, rules_of
from lms.jobs import Run, handler
from lms.mail import bounces, delivery
from lms.mail.composing import Drop, Hold, Outcome, Words, composers_of
from lms.mail.delivery import Taken
from lms.mail.message import message_of
from lms.mail.reports import blames_address, reports_in
from lms.mail.returns import Incoming, opened
from lms.mail.services import COLLECT, DELIVER
from lms.mail.smtp import Refused, Server, connected, hand_in
from lms.mail.wire import trust_in

PATIENCE = 120.0  # seconds for a batch; the lease is longer by what one letter can take

Step = Callable[[Session, Taken], None]
Write = Callable[[], EmailMessage]


@handler(DELIVER, lease_seconds=90, every="*/2 * * * *", label="投递邮件")
def deliver(run: Run) -> None:
    """Deliver what is due, batch by batch. Each letter's fate is committed before the next."""
    if run.settings.mail_url is None:
        with run.writing() as session:
            delivery.drop_all(session, "没有启用邮件")
        return
    while letters := _take(run):
        outcomes = _composed(run, letters)
        _put_aside(run, letters, outcomes)
        to_send = [letter for letter in letters if isinstance(outcomes[letter.id], Words)]
        if to_send:
            _send(run, to_send, outcomes)


def _take(run: Run) -> list[Taken]:
    with run.writing() as session:
        return delivery.take(session)


def _composed(run: Run, letters: Sequence[Taken]) -> dict[int, Outcome]:
    """Ask the composer of each kind once for all its letters; what nobody knows is dropped."""
    found: dict[int, Outcome] = {letter.id: Drop("不再需要") for letter in letters}
    by_kind = attrgetter("kind")
    with run.db.session(write=False) as session:
        for kind, some in groupby(sorted(letters, key=by_kind), by_kind):
            composer = composers_of(run.app).get(kind)
            if composer:
                found |= composer(session, run.settings, list(some))
    return found


def _put_aside(run: Run, letters: Sequence[Taken], outcomes: dict[int, Outcome]) -> None:
    """Hold or drop what is not to be sent now, all in one transaction: at night that is much."""
    run.progress(0.0)
    with run.writing() as session:
        for letter in letters:
            outcome = outcomes[letter.id]
            if isinstance(outcome, Hold):
                delivery.hold(session, letter, outcome.until)
            elif isinstance(outcome, Drop):
                delivery.drop(session, letter, outcome.why)


def _send(run: Run, letters: list[Taken], outcomes: dict[int, Outcome]) -> None:
    """Send over one connection; what was not tried when it breaks or we stop goes back.

    So does what a slow server leaves no time for: the lease must hold to the last 250.
    """
    left, give_up = list(letters), time.monotonic() + PATIENCE
    with run.db.session(write=False) as session:
        school = rules_of(session, run.settings).school
    trust = trust_in(run.settings.mail_ca)
    try:
        with connected(Server.from_url(run.settings.mail_url or ""), trust) as smtp:
            is_open = True
            while left and is_open and time.monotonic() < give_up:
                run.progress(0.5)
                letter = left.pop(0)
                write = partial(_message, run, letter, outcomes[letter.id], school)
                is_open = _hand_in(run, smtp, letter, write)
    finally:
        for letter in left:
            _note(run, letter, delivery.put_back)


def _message(run: Run, letter: Taken, words: Outcome, school: School) -> EmailMessage:
    assert isinstance(words, Words)
    return message_of(letter, words, run.app.jinja_env, run.settings, school)


def _hand_in(run: Run, smtp: smtplib.SMTP, letter: Taken, write: Write) -> bool:
    """Hand a letter in, note what became of it, and say whether the connection still stands.

    One that cannot be written, for an address that no head can hold, keeps no other waiting.
    """
    try:
        hand_in(smtp, write(), run.settings.mail_returns_to)
    except Refused as refused:
        note = _refuse if refused.is_final else delivery.try_again
        _note(run, letter, partial(note, why=str(refused)))
    except (ValueError, MessageError) as misfit:
        _note(run, letter, partial(delivery.note_refused, why=str(misfit)))
    except OSError as broken:
        _note(run, letter, partial(delivery.try_again, why=str(broken)))
        return False
    else:
        _note(run, letter, delivery.note_sent)
    return True


def _refuse(session: Session, letter: Taken, why: str) -> None:
    """Note a final answer, and hold it against the address if that is what it is about."""
    delivery.note_refused(session, letter, why)
    if blames_address(why):
        bounces.count_failure(session, letter.address, why)


def _note(run: Run, letter: Taken, step: Step) -> None:
    with run.db.session(write=True) as session:
        step(session, letter)
        session.commit()


@handler(COLLECT, every="*/10 * * * *", label="收取退信")
def collect_returns(run: Run) -> None:
    """Read what mail servers report of letters they took, and could not deliver after all."""
    box, trust = run.settings.mail_returns, trust_in(run.settings.mail_ca)
    if box is None:
        return
    with opened(box, trust) as incoming:
        for one in incoming:
            run.progress(0.5)
            if _noted(run, one):
                one.forget()


def _noted(run: Run, incoming: Incoming) -> bool:
    """Say whether the mail told of letters of ours: only then it is done with."""
    reports = reports_in(incoming.content)
    if not reports:
        return False
    with run.db.session(write=True) as session:
        known = [bounces.note_report(session, report, run.settings) for report in reports]
        session.commit()
    return any(known)
