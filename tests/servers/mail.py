"""A real SMTP server on this machine that keeps what it takes, and refuses what a test asks it to.

An address that begins with "gone" is refused for good, "later" for now the first time; at one
that begins with "break" the line is cut. A sender "nobody@..." is not let in. With a certificate it
speaks TLS, from the first byte or after STARTTLS.
"""

import base64
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from socketserver import StreamRequestHandler, ThreadingTCPServer
from ssl import SSLContext
from threading import Thread
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from email.message import EmailMessage

PASSWORD = "geheim"


class Box:
    """What the server accepted, in order; the messages of one address are `texts`."""

    def __init__(self) -> None:
        self.letters: list[tuple[str, EmailMessage]] = []
        self.put_off: Counter[str] = Counter()
        self.users: list[str] = []
        self.senders: list[str] = []
        self.connections = 0
        self.is_slow = False  # then a kill finds something to hit
        self.auth = "PLAIN"
        self.were_secret: list[bool] = []  # of each letter, whether it came over TLS
        self.url = ""

    def answer_to(self, address: str) -> str:
        if address.startswith("gone"):
            return "550 5.1.1 no such mailbox"
        if address.startswith("later") and not self.put_off[address]:
            self.put_off[address] += 1
            return "451 4.7.1 try again later"
        return "250 OK"

    def keep(self, address: str, content: bytes, *, is_secret: bool) -> None:
        self.were_secret.append(is_secret)
        message: Any = message_from_bytes(content, policy=policy.default)
        self.letters.append((address, message))

    @property
    def addresses(self) -> list[str]:
        return [address for address, _message in self.letters]

    def texts(self, address: str) -> list[str]:
        return [m.get_body(("plain",)).get_content() for to, m in self.letters if to == address]


class Talk(StreamRequestHandler):
    """One connection, as far as a sender needs it."""

    def handle(self) -> None:
        self.server.box.connections += 1
        self.say("220 mail.test")
        self.to = ""
        self.is_secret = self.server.secures_at_once
        while line := self.rfile.readline():
            verb, _space, rest = line.decode().strip().partition(" ")
            if not getattr(self, f"on_{verb.lower()}", self.on_anything)(rest):
                return

    def say(self, words: str) -> bool:
        self.wfile.write(f"{words}\r\n".encode())
        return True

    def on_anything(self, _rest: str) -> bool:
        return self.say("250 OK")

    def on_ehlo(self, _rest: str) -> bool:
        offers = [f"250-AUTH {self.server.box.auth}"]
        if self.server.trust and not self.is_secret:
            offers = ["250-STARTTLS"]  # and no password before it
        return self.say("\r\n".join(["250-mail.test", *offers, "250 8BITMIME"]))

    def on_starttls(self, _rest: str) -> bool:
        self.say("220 go on")
        self.connection = self.server.trust.wrap_socket(self.connection, server_side=True)
        self.is_secret = True
        self.setup_files()
        return True

    def finish(self) -> None:
        super().finish()
        self.connection.close()

    def setup_files(self) -> None:
        self.rfile = self.connection.makefile("rb", self.rbufsize)
        self.wfile = self.connection.makefile("wb", 0)

    def on_auth(self, rest: str) -> bool:
        kind, _space, first = rest.partition(" ")
        if kind == "LOGIN":
            user = base64.b64decode(first).decode()
            self.say("334 " + base64.b64encode(b"Password:").decode())
            password = base64.b64decode(self.rfile.readline()).decode()
        else:
            _nobody, user, password = base64.b64decode(first).decode().split("\0")
        self.server.box.users.append(user)
        return self.say("235 welcome" if password == PASSWORD else "535 wrong password")

    def on_mail(self, rest: str) -> bool:
        self.server.box.senders.append(rest.partition("<")[2].partition(">")[0])
        return self.say("550 not you" if "<nobody@" in rest else "250 OK")

    def on_rcpt(self, rest: str) -> bool:
        self.to = rest.partition("<")[2].partition(">")[0]
        return self.say(self.server.box.answer_to(self.to))

    def on_data(self, _rest: str) -> bool:
        if self.to.startswith("break"):
            return False
        self.say("354 go on")
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b"."))
        self.server.box.keep(self.to, b"".join(lines), is_secret=self.is_secret)
        if self.server.box.is_slow:
            time.sleep(0.05)
        return self.say("250 kept")

    def on_quit(self, _rest: str) -> bool:
        self.say("221 bye")
        return False


class Server(ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, box: Box, trust: SSLContext | None, tls: str) -> None:
        super().__init__(("127.0.0.1", 0), Talk)
        self.box, self.trust = box, trust
        self.secures_at_once = tls == "on"

    def get_request(self) -> tuple[Any, Any]:
        connection, address = super().get_request()
        if self.secures_at_once:
            connection = self.trust.wrap_socket(connection, server_side=True)
        return connection, address

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: a sender that does not trust us hangs up."""


@contextmanager
def mail_server(trust: SSLContext | None = None, tls: str = "none") -> Iterator[Box]:
    box = Box()
    with Server(box, trust, tls) as server:
        box.url = f"smtp://127.0.0.1:{server.server_address[1]}?tls={tls}"
        thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield box
        server.shutdown()
        thread.join()
