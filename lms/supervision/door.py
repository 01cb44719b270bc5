"""Whether the web server answers, and whether it can."""

import http.client
import socket
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass

from lms.bootstrap.console import Unable, say
from lms.supervision.child import Child

ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - where to knock, not where to listen
WAIT = 0.5


@dataclass
class Door:
    """Watches for the first answer and tells it once; gives up when the server does."""

    host: str
    port: int
    web: Child
    on_open: Callable[[], None]
    is_open: bool = False

    def watch(self) -> bool:
        if self.is_open:
            return True
        if self.web.status > 0:
            say("网站未能启动，原因见上面的输出。")
            return False
        if self.web.pid and self._answers():
            self.is_open = True
            self.on_open()
        return True

    def _answers(self) -> bool:
        host = ANYWHERE.get(self.host, self.host)
        with closing(http.client.HTTPConnection(host, self.port, timeout=WAIT)) as connection:
            try:
                connection.request("GET", "/healthz")
                return connection.getresponse().status == http.client.OK
            except (OSError, http.client.HTTPException):
                return False


def demand_free(host: str, port: int) -> None:
    """Refuse to start where somebody else listens: the server would fail in its own words."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise Unable(
            f"无法在 {host}:{port} 上监听（{error.strerror}）。请用 --port 或 --host 另选。"
        ) from error
