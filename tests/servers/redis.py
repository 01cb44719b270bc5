"""A throwaway Redis behind a socket of its own."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redis

from tests.servers.process import folder_of, running


def binary() -> str | None:
    return shutil.which("redis-server")


@contextmanager
def redis_server() -> Iterator[str]:
    """Run a server that keeps nothing; yield its URL."""
    program = binary()
    assert program, "Redis is not installed"
    with folder_of(None) as folder:
        socket = folder / "redis.sock"
        argv = [program, "--port", "0", "--unixsocket", socket, "--save", "", "--dir", folder]
        with running(argv, lambda: _answers(socket)):
            yield f"unix://{socket}"


def _answers(socket: Path) -> bool:
    try:
        with redis.Redis(unix_socket_path=str(socket)) as client:
            return bool(client.ping())
    except redis.ConnectionError:
        return False
