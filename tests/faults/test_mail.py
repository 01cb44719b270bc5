"""Senders killed with -9 in the middle of their letters: none is lost, and none comes twice but one
that was in the gap between the server's 250 and our commit."""

import os
import random
import signal
import subprocess
import time
from collections import Counter
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import func, select

from lms.bootstrap.kernel import follow_parent
from lms.bootstrap.places import PYTHON, ROOT
from lms.db import Base
from lms.mail.models import Letter, LetterState
from lms.mail.services import Addressee, deliver_soon, post
from tests.faults.mailing import build
from tests.patience import until
from tests.servers.mail import mail_server

pytestmark = pytest.mark.faults

LETTERS = 120
KILLS = 8
PATIENCE = 90


@pytest.fixture
def box():
    with mail_server() as box:
        box.is_slow = True
        yield box


@pytest.fixture
def nursery(tmp_path, new_database, box):
    url = new_database()
    argv = [PYTHON, "-m", "tests.faults.mailing", tmp_path, url, box.url]
    process = subprocess.Popen(
        argv,
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        preexec_fn=partial(follow_parent, os.getpid()),  # noqa: PLW1509 - before any thread
    )
    school = build(tmp_path, url, box.url)
    Base.metadata.create_all(school.db.engine)
    with process:
        yield process, school
        process.kill()
    school.db.engine.dispose()


def start(process) -> int:
    print("one", file=process.stdin, flush=True)
    return int(process.stdout.readline())


def kill(sender) -> None:
    os.kill(sender, signal.SIGKILL)
    until(lambda: not Path(f"/proc/{sender}").exists(), PATIENCE)


def left(school) -> int:
    with school.db.session(write=False) as session:
        waiting = select(func.count()).where(Letter.state == LetterState.waiting)
        return session.scalar(waiting)


def queue(school) -> None:
    with school.db.session(write=True) as session:
        deliver_soon(session)
        session.commit()
        school.jobs.send_waiting(session)


def test_killed_senders_lose_no_letter_and_repeat_only_what_was_in_the_gap(nursery, box):
    process, school = nursery
    chance = random.Random(seed := time.time_ns())  # noqa: S311
    with school.db.session(write=True) as session:
        for n in range(LETTERS):
            post(session, "test", Addressee(None, f"p{n}@example.com"))
        session.commit()
        school.jobs.send_waiting(session)
    for _ in range(KILLS):
        sender, before = start(process), len(box.letters)
        until(lambda: len(box.letters) > before or not left(school), PATIENCE)  # noqa: B023
        time.sleep(chance.uniform(0, 0.4))
        kill(sender)
    last = start(process)
    until(lambda: queue(school) or not left(school), PATIENCE)
    kill(last)
    came = Counter(message["Message-ID"] for _address, message in box.letters)
    assert set(box.addresses) == {f"p{n}@example.com" for n in range(LETTERS)}, seed
    assert len(came) == LETTERS, "a repeated letter has another Message-ID"
    repeated = sum(came.values()) - LETTERS
    assert repeated <= KILLS, f"a kill repeats at most the letter in its hands: {seed}"
