import hashlib
import threading
from base64 import b64encode
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from lms.bootstrap.console import Unable
from lms.bootstrap.index import Pin, fetch_wheel
from lms.bootstrap.pip_settings import PipSettings
from lms.bootstrap.places import PINS

WHEEL = b"a wheel"
PIN = Pin("pip", "9.9", hashlib.sha256(WHEEL).hexdigest())
PAGE = b'<a href="../../files/pip-9.8-py3-none-any.whl#sha256=0">old</a><a href="../../files/pip-9.9-py3-none-any.whl#sha256=0">new</a>'


@pytest.fixture
def index():
    """A package index on this machine; yields its address and the headers it was sent."""
    files = {"/simple/pip/": PAGE, "/files/pip-9.9-py3-none-any.whl": WHEEL}
    seen = []

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self):
            seen.append(self.headers.get("Authorization"))
            body = files.get(self.path)
            self.send_response(200 if body else 404)
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, *_words):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"127.0.0.1:{server.server_port}", seen
    server.shutdown()
    server.server_close()


def test_the_pinned_wheel_comes_from_the_users_index(index, tmp_path):
    address, _seen = index
    wheel = fetch_wheel(PIN, tmp_path, PipSettings(f"http://{address}/simple"))
    assert (wheel.name, wheel.read_bytes()) == ("pip-9.9-py3-none-any.whl", WHEEL)


def test_another_file_under_its_name_is_refused(index, tmp_path):
    address, _seen = index
    with pytest.raises(Unable, match="校验值不符"):
        fetch_wheel(
            PIN._replace(sha256="0" * 64), tmp_path, PipSettings(f"http://{address}/simple")
        )
    assert list(tmp_path.iterdir()) == []


def test_a_further_index_is_asked_when_the_first_has_no_such_file(index, tmp_path):
    address, _seen = index
    settings = PipSettings(f"http://{address}/empty", (f"http://{address}/simple",))
    assert fetch_wheel(PIN, tmp_path, settings).exists()


def test_an_index_that_wants_a_password_gets_it(index, tmp_path):
    address, seen = index
    fetch_wheel(PIN, tmp_path, PipSettings(f"http://staff:p%40ss@{address}/simple"))
    assert seen[0] == f"Basic {b64encode(b'staff:p@ss').decode()}"


def test_an_index_without_the_file_is_named_as_the_cause(index, tmp_path):
    address, _seen = index
    with pytest.raises(Unable, match="没有找到"):
        fetch_wheel(PIN, tmp_path, PipSettings(f"http://{address}/empty"))


def test_the_pin_in_the_repository_can_be_read():
    pin = Pin.read(PINS / "pip.txt")
    assert pin.wheel.startswith("pip-")
    assert len(pin.sha256) == 64
