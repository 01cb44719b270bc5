"""What the server has acknowledged survives its sudden death."""

import json
import signal
import socket
import subprocess
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from itertools import count
from threading import Event

import pytest

from lms.bootstrap.places import PYTHON, ROOT
from lms.db import Base
from tests.conftest import new_config
from tests.factories import PASSWORD, build_school
from tests.patience import until
from tests.quizzes.conftest import build_exam
from wsgi import create_app

pytestmark = pytest.mark.faults

KILLS = 5
SAVES_BEFORE_A_KILL = 25
WRITERS = 4  # one for each question


@pytest.fixture
def exam(tmp_path):
    """A published quiz in a school of its own, on disk; return its id."""
    app = create_app(new_config(tmp_path))
    Base.metadata.create_all(app.db.engine)
    with app.db.session(write=True) as session:
        school = build_school(session)
        quiz_id = build_exam(session, school.actor(session, school.trainer)).quiz.id
    app.db.engine.dispose()
    return quiz_id


class Client:
    def __init__(self, port):
        self.port = port
        self.head = {"Content-Type": "application/json"}

    def send(self, method, path, body=None):
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=10)) as connection:
            connection.request(method, f"/api/v1{path}", json.dumps(body or {}), self.head)
            answer = connection.getresponse()
            assert answer.status < 300, answer.read()
            return json.loads(answer.read())

    def sign_in(self):
        told = self.send("POST", "/tokens", {"login": "member", "password": PASSWORD})
        self.head["Authorization"] = f"Bearer {told['token']}"


@contextmanager
def server(port, folder):
    process = subprocess.Popen(
        [PYTHON, "-m", "tests.faults.answering", str(port), folder], cwd=ROOT
    )
    try:
        until(lambda: _answers(port), 30)
        yield process
    finally:
        process.kill()
        process.wait()


def _answers(port):
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answer_for(n, seq):
    """An answer that tells by itself which save it came from."""
    return {1: str(seq % 3 + 1), 2: [str(seq % 4 + 1)], 3: str(seq % 2 == 0).lower()}.get(
        n, str(seq)
    )


def write_until_it_dies(client, sitting, n, seqs, enough):
    """Save one answer after the other; return the last that was acknowledged."""
    last = 0
    with suppress(OSError, HTTPException):
        while True:
            seq = next(seqs)
            save = {"seq": seq, "answer": answer_for(n, seq)}
            last = client.send("PUT", f"/sittings/{sitting}/answers/{n}", save)["seq"]
            if seq % SAVES_BEFORE_A_KILL == 0:
                enough.set()
    return last


def test_acknowledged_answers_survive_kill_9(tmp_path, exam):
    acknowledged = dict.fromkeys(range(1, WRITERS + 1), 0)
    seqs = {n: count(1) for n in acknowledged}
    port = _free_port()
    client = Client(port)
    for _ in range(KILLS):
        enough = Event()
        with server(port, tmp_path) as process, ThreadPoolExecutor(WRITERS) as writers:
            client.sign_in()
            sitting = client.send("POST", f"/quizzes/{exam}/sittings")["id"]
            last = {
                n: writers.submit(write_until_it_dies, client, sitting, n, seqs[n], enough)
                for n in acknowledged
            }
            assert enough.wait(60)
            process.send_signal(signal.SIGKILL)
            acknowledged |= {n: max(acknowledged[n], one.result()) for n, one in last.items()}
    with server(port, tmp_path):
        client.sign_in()
        kept = client.send("POST", f"/quizzes/{exam}/sittings")["answers"]
    assert min(acknowledged.values()) > 0
    for n, seq in acknowledged.items():
        assert kept[str(n)]["seq"] >= seq
        assert kept[str(n)]["answer"] == answer_for(n, kept[str(n)]["seq"])
