"""A real POP3 server on this machine: a few mails, one user; what is deleted goes at QUIT.

With a certificate it speaks TLS from the first byte.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from socketserver import StreamRequestHandler, ThreadingTCPServer
from ssl import SSLContext
from threading import Thread
from typing import Any

USER, PASSWORD = "returns", "geheim"


class Talk(StreamRequestHandler):
    """One connection, as far as a reader needs it."""

    def handle(self) -> None:
        self.kept = dict(enumerate(self.server.kept, 1))
        self.say("+OK mail.test")
        while line := self.rfile.readline():
            verb, _space, rest = line.decode().strip().partition(" ")
            if not getattr(self, f"on_{verb.lower()}")(rest):
                return

    def say(self, words: str) -> bool:
        self.wfile.write(f"{words}\r\n".encode())
        return True

    def on_user(self, _rest: str) -> bool:
        return self.say("+OK")

    def on_pass(self, rest: str) -> bool:
        return self.say("+OK" if rest == PASSWORD else "-ERR wrong password")

    def on_list(self, _rest: str) -> bool:
        sizes = [f"{number} {len(content)}" for number, content in self.kept.items()]
        return self.say("\r\n".join(["+OK", *sizes, "."]))

    def on_retr(self, rest: str) -> bool:
        lines = self.kept[int(rest)].split(b"\r\n")
        stuffed = [b"." + line if line.startswith(b".") else line for line in lines]
        self.wfile.write(b"+OK\r\n" + b"\r\n".join(stuffed) + b"\r\n.\r\n")
        return True

    def on_dele(self, rest: str) -> bool:
        del self.kept[int(rest)]
        return self.say("+OK")

    def on_quit(self, _rest: str) -> bool:
        self.server.kept = list(self.kept.values())
        self.say("+OK bye")
        return False


class Server(ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, kept: Sequence[bytes], trust: SSLContext | None) -> None:
        super().__init__(("127.0.0.1", 0), Talk)
        self.kept, self.trust = list(kept), trust

    def get_request(self) -> tuple[Any, Any]:
        connection, address = super().get_request()
        if self.trust:
            connection = self.trust.wrap_socket(connection, server_side=True)
        return connection, address

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: a reader that does not trust us hangs up."""

    def url(self, password: str) -> str:
        tls = "on" if self.trust else "none"
        return f"pop3://{USER}:{password}@127.0.0.1:{self.server_address[1]}?tls={tls}"


@contextmanager
def pop3_server(kept: Sequence[bytes], trust: SSLContext | None = None) -> Iterator[Server]:
    with Server(kept, trust) as server:
        thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()
