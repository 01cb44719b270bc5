"""A large film over a bad line to a server that dies: every byte arrives, none twice."""

import hashlib
import http.client
import json
import os
import signal
import time
from base64 import b64encode
from contextlib import closing, suppress
from itertools import islice
from pathlib import Path

import pytest

from tests.patience import until
from tests.servers.school import DEMO_PASSWORD, running_school

pytestmark = pytest.mark.faults

MIB = 1024**2
PATIENCE = 60
TUS = {"Tus-Resumable": "1.0.0", "Content-Type": "application/offset+octet-stream"}


class Film:
    """So many bytes, made as they are needed: no two blocks are alike."""

    def __init__(self, length: int) -> None:
        self.length = length
        self.noise = os.urandom(MIB - 8)

    def blocks(self, offset: int):
        for number in range(offset // MIB, self.length // MIB):
            block = number.to_bytes(8, "big") + self.noise
            yield block[offset % MIB if number == offset // MIB else 0 :]

    def digest(self) -> str:
        whole = hashlib.sha256()
        for block in self.blocks(0):
            whole.update(block)
        return whole.hexdigest()


class Sender:
    """A program that uploads with a token."""

    def __init__(self, school) -> None:
        self.school = school
        told = {"login": "trainer", "password": DEMO_PASSWORD}
        headers = {"Content-Type": "application/json"}
        token = self.ask("POST", "/api/v1/tokens", json.dumps(told), headers)[2]["token"]
        self.bearer = {"Authorization": f"Bearer {token}"}

    def ask(self, method, path, body=None, headers=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.school.port, timeout=PATIENCE)
        with closing(connection):
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            text = answer.read()
        return answer.status, answer.headers, json.loads(text) if text.startswith(b"{") else None

    def begin(self, film):
        name = b64encode("长讲座.mp4".encode()).decode()
        told = {"Upload-Length": str(film.length), "Upload-Metadata": f"filename {name}"}
        status, headers, _body = self.ask(
            "POST", "/uploads", headers={"Tus-Resumable": "1.0.0", **told, **self.bearer}
        )
        assert status == 201
        return headers["Location"]

    def offset(self, address):
        """Ask until the server is back."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            with suppress(OSError, http.client.HTTPException):
                headers = self.ask("HEAD", address, headers={**TUS, **self.bearer})[1]
                if "Upload-Offset" in headers:
                    return int(headers["Upload-Offset"])
            time.sleep(0.1)
        raise AssertionError("the server did not come back")

    def send(self, address, film, offset, *, blocks=None, then=lambda: None):
        """Send from `offset` on; after so many blocks do something, then go on or be cut off."""
        connection = http.client.HTTPConnection("127.0.0.1", self.school.port, timeout=PATIENCE)
        with closing(connection):
            connection.putrequest("PATCH", address)
            length = {"Content-Length": str(film.length - offset), "Upload-Offset": str(offset)}
            for name, value in {**TUS, **self.bearer, **length}.items():
                connection.putheader(name, value)
            connection.endheaders()
            for block in islice(film.blocks(offset), blocks):
                connection.send(block)
            then()
            return connection.getresponse() if blocks is None else None


def kill_web(school) -> None:
    """End every process of the web server at once, as a power cut would."""
    for pid in school.processes():
        if Path(f"/proc/{pid}/comm").read_text().startswith("lms-web"):
            os.kill(pid, signal.SIGKILL)


@pytest.mark.parametrize("size", [192 * MIB, pytest.param(2048 * MIB, marks=pytest.mark.slow)])
def test_a_film_arrives_whole_through_cuts_and_kills(tmp_path, size):
    film = Film(size)
    with running_school(tmp_path / "data", LMS_DEMO_PASSWORD=DEMO_PASSWORD) as school:
        sender = Sender(school)
        address = sender.begin(film)
        third = size // MIB // 3
        sender.send(address, film, 0, blocks=third)  # and the line is cut
        until(lambda: sender.offset(address) == third * MIB, PATIENCE)  # all that came is kept
        after_cut = third * MIB
        with suppress(OSError):
            sender.send(address, film, after_cut, blocks=third, then=lambda: kill_web(school))
        after_kill = sender.offset(address)
        assert after_cut < after_kill < size
        done = sender.send(address, film, after_kill)
        assert (done.status, done.headers["Upload-Offset"]) == (204, str(size))
        blob = tmp_path / "data" / "blobs" / film.digest()[:2] / film.digest()
        assert blob.stat().st_size == size
        asset = done.headers["Location-Asset"]
        assert sender.ask("GET", asset, headers=sender.bearer)[2]["state"] != "uploading"
