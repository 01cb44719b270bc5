"""Senders made for being killed: `python -m tests.faults.mailing FOLDER URL MAIL`.

The process has everything loaded and forks a worker for each line that it reads, whose process id
it writes back. Leases are short: a killed sender's letters go to the next one soon.
"""

import dataclasses
import os
import signal
import sys
from datetime import timedelta
from pathlib import Path

from lms.app import build as build_app
from lms.bootstrap.kernel import follow_parent
from lms.config import Config
from lms.jobs.worker import Worker
from lms.mail import delivery
from lms.mail.composing import Words, composers_of
from lms.mail.jobs import deliver
from lms.web import LMS

NOTICE = {"title": "通知", "paragraphs": ["内容。"], "signed": "党委", "id": 1}


def build(folder: Path, url: str, mail: str) -> LMS:
    config = Config(
        secret_key="x" * 40,
        database_url=url,
        data_dir=folder,
        testing=True,
        mail_url=mail,
        mail_from="school@example.com",
    )
    app = build_app(config)
    app.jobs.handlers.clear()
    app.jobs.add(dataclasses.replace(deliver, lease_seconds=2, attempts=1000, every=None))
    composers_of(app)["test"] = lambda _session, _settings, letters: {
        letter.id: Words("通知", "notice", {"name": "张", "notice": NOTICE}) for letter in letters
    }
    delivery.LEASE = timedelta(seconds=2)
    return app


def work(folder: Path, url: str, mail: str, parent: int) -> None:
    follow_parent(parent)
    school = build(folder, url, mail)
    Worker(school, school.transport).serve()


def keep_nursery(folder: Path, url: str, mail: str) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks how they ended
    for _wish in sys.stdin:
        mother, child = os.getpid(), os.fork()
        if child == 0:
            work(folder, url, mail, mother)
            os._exit(0)
        print(child, flush=True)  # noqa: T201


if __name__ == "__main__":
    keep_nursery(Path(sys.argv[1]), *sys.argv[2:])
